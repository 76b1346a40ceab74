import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import {
  countCalls,
  countJobs,
  countOpenRegistrations,
  countOpenRuns,
  countSettlements,
  countSynced,
  countWaitingMessages,
  lastChecks,
  oldestDueRefresh,
  oldestUnregistered,
  oldestWaitingMessage,
  ping,
} from "./figures.queries.server";
import { ANSWER_WITHIN_MS, within } from "./readiness.server";
import type { Services } from "~/features/services.server";

/** Dashboards know the label by this name. */
const HANDLER_LABEL = "door";

interface Sample {
  labels?: Record<string, string>;
  value: number;
}

/** Prometheus figures of this process. No label ever holds a shop, a number or a person. */
export function createMetrics({ db, clock, systemClock }: Pick<Services, "db" | "clock" | "systemClock">) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "homeward_http_requests_total",
    help: "Answered requests by door and status",
    labelNames: [HANDLER_LABEL, "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "homeward_http_request_duration_seconds",
    help: "From a request's head, read, to its answer, written, by door",
    labelNames: [HANDLER_LABEL],
    buckets: [
      0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ],
    registers: [registry],
  });
  const ageSeconds = (at: Date | null | undefined, now: Date) =>
    at ? Math.max(0, (now.getTime() - at.getTime()) / 1000) : 0;
  /**
   * A gauge whose values are read when they are asked for. While the database does not answer there
   * is no value, rather than an old one or a zero, and everything else is answered all the same:
   * metrics matter most during an outage.
   */
  const gaugeOf = (name: string, help: string, labelNames: string[], read: () => Promise<Sample[]>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const samples = await within(ANSWER_WITHIN_MS, read()).catch(() => "failed" as const);
        this.reset();
        // Without labels a gauge falls back to 0, which would read as "nothing waits".
        if (labelNames.length === 0) this.remove();
        if (samples === "late" || samples === "failed") return;
        for (const { labels = {}, value } of samples) this.set(labels, value);
      },
    });
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    gaugeOf(name, help, [], async () => [{ value: await read() }]);
  /** The same with one value for each value of a label. */
  const gaugeBy = (name: string, help: string, label: string, read: () => Promise<Record<string, number>>) =>
    gaugeOf(name, help, [label], async () =>
      Object.entries(await read()).map(([key, value]) => ({ labels: { [label]: key }, value })),
    );

  gauge(
    "homeward_database_up",
    "1 while the database answers this process; the figures read from it are absent while not",
    async () => ((await within(ANSWER_WITHIN_MS, ping(db)).catch(() => "late")) === "late" ? 0 : 1),
  );
  gauge("homeward_inbox_waiting", "Inbox messages nobody has read yet", () => countWaitingMessages(db));
  gauge("homeward_inbox_age_seconds", "How long the oldest unread inbox message has been waiting", async () =>
    ageSeconds(await oldestWaitingMessage(db), systemClock.now()),
  );
  gauge(
    "homeward_oldest_unregistered_seconds",
    "How long the oldest shipment has been waiting for its registration",
    async () => ageSeconds(await oldestUnregistered(db), clock.now()),
  );
  gauge(
    "homeward_refresh_lag_seconds",
    "How long the parcel that is due to be read again has been overdue; parcels are gathered for up to a minute",
    async () => ageSeconds(await oldestDueRefresh(db, clock.now()), clock.now()),
  );
  gaugeBy("homeward_registrations", "Ledger entries by state", "state", () => countOpenRegistrations(db));
  gaugeBy(
    "homeward_jobs",
    "Jobs that wait or are worked on, by queue; dead-jobs are those that were given up",
    "queue",
    () => countJobs(db),
  );
  gaugeBy(
    "homeward_provider_calls",
    "Calls to providers over all connections there ever were, by result",
    "result",
    () => countCalls(db),
  );
  gaugeBy("homeward_settlements", "How registrations ended since yesterday, by outcome", "outcome", () =>
    countSettlements(db, clock.now()),
  );
  gaugeBy("homeward_sync_orders", "Orders read from Shopify, by kind of reading", "kind", async () =>
    byLabel(await countSynced(db), ({ kind, seen }) => [kind, seen]),
  );
  gaugeBy(
    "homeward_sync_found_missing",
    "Fulfillments that were missing or wrong when orders were read, and were put right, by kind of reading",
    "kind",
    async () => byLabel(await countSynced(db), ({ kind, repaired }) => [kind, repaired]),
  );
  gaugeOf(
    "homeward_sync_runs",
    "Readings of Shopify's orders under way, and those that stopped and wait for somebody",
    ["kind", "state"],
    async () => (await countOpenRuns(db)).map(({ kind, state, runs }) => ({ labels: { kind, state }, value: runs })),
  );
  gaugeBy(
    "homeward_sync_last_check_timestamp_seconds",
    "When the hourly check of a shop's orders last ended, by outcome, in Unix seconds",
    "outcome",
    async () => byLabel(await lastChecks(db), ({ outcome, at }) => [outcome, at.getTime() / 1000]),
  );

  function byLabel<Row>(rows: readonly Row[], entry: (row: Row) => [string, number]): Record<string, number> {
    return Object.fromEntries(rows.map(entry));
  }

  return {
    answered: (handler: string, status: number, tookMs: number) => {
      requests.inc({ [HANDLER_LABEL]: handler, status });
      durations.observe({ [HANDLER_LABEL]: handler }, tookMs / 1000);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
