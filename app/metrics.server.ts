import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import {
  countCalls,
  countJobs,
  countOpenRegistrations,
  countOpenRuns,
  countSettlements,
  countSynced,
  lastChecks,
  oldestDueRefresh,
  oldestUnregistered,
  oldestWaitingMessage,
} from "./db/operator-figures.server";
import type { Services } from "./services.server";

/** Prometheus figures of this process. No label ever holds a shop, a number or a person. */
export function createMetrics({ db, clock, wallClock }: Pick<Services, "db" | "clock" | "wallClock">) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "homeward_http_requests_total",
    help: "Answered requests by door and status",
    labelNames: ["door", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "homeward_http_request_duration_seconds",
    help: "From a request's head, read, to its answer, written, by door",
    labelNames: ["door"],
    buckets: [
      0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ],
    registers: [registry],
  });
  new Gauge({
    name: "homeward_inbox_waiting",
    help: "Inbox messages nobody has read yet",
    registers: [registry],
    async collect() {
      this.set(await countOf("SELECT count(*) AS count FROM inbox_message WHERE state = 'waiting'"));
    },
  });
  const ageSeconds = (at: Date | null | undefined, now: Date) =>
    at ? Math.max(0, (now.getTime() - at.getTime()) / 1000) : 0;
  /** A gauge whose value is read when somebody asks. */
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  /** The same with one value for each value of a label. */
  const gaugeBy = (name: string, help: string, label: string, read: () => Promise<Record<string, number>>) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const values = await read();
        this.reset();
        for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value);
      },
    });

  gauge("homeward_inbox_age_seconds", "How long the oldest unread inbox message has been waiting", async () =>
    ageSeconds(await oldestWaitingMessage(db), wallClock.now()),
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
  new Gauge({
    name: "homeward_sync_runs",
    help: "Readings of Shopify's orders under way, and those that stopped and wait for somebody",
    labelNames: ["kind", "state"],
    registers: [registry],
    async collect() {
      const rows = await countOpenRuns(db);
      this.reset();
      for (const { kind, state, runs } of rows) this.set({ kind, state }, runs);
    },
  });
  gaugeBy(
    "homeward_sync_last_check_timestamp_seconds",
    "When the hourly check of a shop's orders last ended, by outcome, in Unix seconds",
    "outcome",
    async () => byLabel(await lastChecks(db), ({ outcome, at }) => [outcome, at.getTime() / 1000]),
  );

  function byLabel<Row>(rows: readonly Row[], entry: (row: Row) => [string, number]): Record<string, number> {
    return Object.fromEntries(rows.map(entry));
  }

  async function countOf(text: string): Promise<number> {
    const [row] = await db.query<{ count: string }>(text);
    return Number(row?.count ?? 0);
  }

  return {
    answered: (door: string, status: number, tookMs: number) => {
      requests.inc({ door, status });
      durations.observe({ door }, tookMs / 1000);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
