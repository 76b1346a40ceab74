import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { requestRefresh } from "~/features/provider-sync/connection/connections.queries.server";
import type { ListQuery, TrackingRecord } from "~/tracking-api/server/service";
import { MemoryTrackingService } from "../../tracking-api/memory-service";
import { recordSample } from "../../tracking-api/samples";
import { trackingNumber } from "../api/sample-trackings";
import type { Bench } from "../bench";
import { startCountingProvider } from "../burst/counting-provider";
import type { BenchEnvironment } from "../environment/environment";
import { rounded } from "../report/table";
import { addParcels, connectAccount, COURIER, startWorker } from "./connected-account";

const PARCELS = 100_000;
const EVENTS_EACH = 2;
const PAGE = 2_000;
const FEWEST_CALLS = Math.ceil(PARCELS / PAGE);
const CALLS_MORE = 2;
const PARCELS_PER_SECOND = 2_000;
const GIVE_UP_MS = 300_000;

/**
 * How fast the news of a big shop is taken over: the provider's list and our own work, without a
 * pace that would hide the latter.
 */
export const refreshBench: Bench = {
  name: "refresh",
  about: `${rounded(PARCELS)} changed parcels with two new events each, pages of ${rounded(PAGE)}, as fast as one worker goes`,
  async run(environment) {
    const apiKey = randomUUID();
    const provider = await startCountingProvider(apiKey, (memory) => new EverythingChanged(memory));
    environment.onClose(() => provider.close());
    const account = await connectAccount(environment, { baseUrl: provider.url, apiKey, paceIntervalMs: 0 });
    await addParcels(environment, { accountId: account.accountId, count: PARCELS, state: "registered" });
    await startWorker(environment);

    await requestRefresh(environment.db, account.connectionId, new Date());
    await untilRead(environment, account.connectionId);
    const tookMs = performance.now() - (provider.listsAtMs[0] ?? NaN);
    const calls = provider.listsAtMs.length;
    const { events, shipments } = await reported(environment, account.accountId);
    const perSecond = (PARCELS * 1000) / tookMs;
    return {
      columns: ["calls", "parcels changed", "events stored", "took", "parcels a second"],
      rows: [
        [String(calls), rounded(shipments), rounded(events), `${rounded(tookMs / 1000, 1)} s`, rounded(perSecond)],
      ],
      demands: [
        {
          text: `every parcel told, with all its events, in at most ${FEWEST_CALLS} + ${CALLS_MORE} calls`,
          measured: `${rounded(shipments)}, ${rounded(events)} events, ${calls} calls`,
          met:
            shipments === PARCELS &&
            events === PARCELS * EVENTS_EACH &&
            calls <= FEWEST_CALLS + CALLS_MORE &&
            calls > 0,
        },
        {
          text: `at least ${rounded(PARCELS_PER_SECOND)} parcels a second, the most a provider gives with one call a second`,
          measured: rounded(perSecond),
          met: perSecond >= PARCELS_PER_SECOND,
        },
      ],
    };
  },
};

/**
 * Every parcel of the benchmark has just got its first two events; a page is made when it is asked
 * for.
 */
class EverythingChanged extends MemoryTrackingService {
  readonly #changedAt = new Date();

  override async list(_caller: unknown, { page, limit }: ListQuery) {
    const first = (page - 1) * limit;
    const length = Math.max(0, Math.min(limit, PARCELS - first));
    return { total: PARCELS, items: Array.from({ length }, (_, index) => this.#record(first + index)) };
  }

  #record(index: number): TrackingRecord {
    return recordSample({
      number: trackingNumber(index),
      carrierCode: COURIER,
      createdAt: this.#changedAt,
      updatedAt: this.#changedAt,
    });
  }
}

async function untilRead({ db }: BenchEnvironment, connectionId: string): Promise<void> {
  const until = performance.now() + GIVE_UP_MS;
  while (performance.now() < until) {
    const { refreshedAt } = await db.prisma.connection.findUniqueOrThrow({ where: { id: connectionId } });
    if (refreshedAt !== null) return;
    await pause(50);
  }
  throw new Error("The changes were not read to their end");
}

async function reported({ db }: BenchEnvironment, accountId: string): Promise<{ events: number; shipments: number }> {
  const [row] = await db.query<{ events: number; shipments: number }>(
    `SELECT (SELECT count(*) FROM checkpoint WHERE account_id = $1)::int AS events,
            (SELECT count(*) FROM shipment WHERE account_id = $1 AND status = 'transit')::int AS shipments`,
    [accountId],
  );
  return row ?? { events: 0, shipments: 0 };
}
