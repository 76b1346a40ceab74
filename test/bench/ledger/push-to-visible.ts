import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";
import type { ListQuery, TrackingRecord } from "~/tracking-api/server/service";
import { MemoryTrackingService } from "../../tracking-api/memory-service";
import { recordSample } from "../../tracking-api/samples";
import { trackingNumber } from "../api/sample-trackings";
import type { Bench, Findings } from "../bench";
import { startCountingProvider } from "../burst/counting-provider";
import type { BenchEnvironment } from "../environment/environment";
import { isAccepted } from "../load/load";
import { quantile } from "../report/statistics";
import { rounded } from "../report/table";
import { contestants } from "../webhook/contestants";
import { addParcels, connectAccount, COURIER, PROVIDER_EMAIL, startWorker } from "./connected-account";

const PUSHES_PER_SECOND = 50;
/** Longer than any overlap of two readings, so that a reading that grows with it is seen. */
const LASTING_MS = 180_000;
const PUSHES = (PUSHES_PER_SECOND * LASTING_MS) / 1000;
const PACE_INTERVAL_MS = 1_000;
const LOOK_EVERY_MS = 100;
const LATE_AFTER_MS = 30_000;
const P95_MS = 3_000;

/** How long after a provider's push the news can be read here, while they keep coming. */
export const pushToVisibleBench: Bench = {
  name: "push-to-visible",
  about: `${rounded(PUSHES_PER_SECOND)} pushes a second for ${rounded(LASTING_MS / 1000)} s, each about another parcel, one provider call a second`,
  async run(environment) {
    const apiKey = randomUUID();
    const news = new Map<string, Date>();
    const provider = await startCountingProvider(apiKey, (memory) => new WhatWasPushed(memory, news));
    environment.onClose(() => provider.close());
    const account = await connectAccount(environment, {
      baseUrl: provider.url,
      apiKey,
      paceIntervalMs: PACE_INTERVAL_MS,
    });
    await addParcels(environment, { accountId: account.accountId, count: PUSHES, state: "registered" });
    const origin = await contestants.ours(environment);
    await startWorker(environment);

    const pool = new Pool(origin, { connections: 16, pipelining: 1 });
    environment.onClose(() => pool.close());
    const path = `/hooks/tracking/${account.hookToken}`;
    const pushedAtMs = new Map<string, number>();
    const send = (index: number) => {
      const changedAt = new Date();
      const number = trackingNumber(index);
      news.set(number, changedAt);
      pushedAtMs.set(number, performance.now());
      const body = printPush(printItem(changed(number, changedAt), changedAt), signPush(PROVIDER_EMAIL, changedAt));
      return isAccepted(pool, { path, headers: { "content-type": "application/json" }, body });
    };
    const watching = watchArrivals(environment, account.accountId, pushedAtMs);
    const accepted = await atPace(send);
    const tookMs = await watching;
    return findings({ tookMs, accepted: accepted.filter(Boolean).length, calls: provider.listsAtMs.length });
  },
};

async function atPace(send: (index: number) => Promise<boolean>): Promise<boolean[]> {
  const startedAt = performance.now();
  const answers: Promise<boolean>[] = [];
  while (answers.length < PUSHES) {
    const dueAt = startedAt + (answers.length * 1000) / PUSHES_PER_SECOND;
    if (dueAt > performance.now()) await pause(1);
    else answers.push(send(answers.length));
  }
  return Promise.all(answers);
}

/**
 * For each number how long it took until its status could be read here, found by looking ten times
 * a second.
 */
async function watchArrivals(
  { db }: BenchEnvironment,
  accountId: string,
  pushedAtMs: ReadonlyMap<string, number>,
): Promise<number[]> {
  const seen = new Map<string, number>();
  const until = performance.now() + LASTING_MS + LATE_AFTER_MS;
  let newest = new Date(0);
  while (seen.size < PUSHES && performance.now() < until) {
    await pause(LOOK_EVERY_MS);
    // What a slower transaction dated earlier than the newest we saw.
    const since = new Date(newest.getTime() - 10_000);
    const rows = await db.query<{ number: string; at: Date }>(
      "SELECT number, updated_at AS at FROM shipment WHERE account_id = $1 AND updated_at > $2 AND status = 'transit'",
      [accountId, since],
    );
    const now = performance.now();
    for (const { number, at } of rows) {
      if (at > newest) newest = at;
      const pushed = pushedAtMs.get(number);
      if (pushed !== undefined && !seen.has(number)) seen.set(number, now - pushed);
    }
  }
  return [...seen.values()];
}

/**
 * Lists what was changed since a moment, as the real one does: all that is in the overlap of two
 * readings comes again.
 */
class WhatWasPushed extends MemoryTrackingService {
  readonly #news: ReadonlyMap<string, Date>;

  constructor(memory: ConstructorParameters<typeof MemoryTrackingService>[0], news: ReadonlyMap<string, Date>) {
    super(memory);
    this.#news = news;
  }

  override async list(_caller: unknown, { page, limit, updatedAt }: ListQuery) {
    const { min } = updatedAt;
    const fits = [...this.#news].filter(([, changedAt]) => min === null || changedAt >= min);
    const items = fits.slice((page - 1) * limit, page * limit).map(([number, changedAt]) => changed(number, changedAt));
    return { total: fits.length, items };
  }
}

function changed(number: string, changedAt: Date): TrackingRecord {
  return recordSample({ number, carrierCode: COURIER, createdAt: changedAt, updatedAt: changedAt });
}

function findings({ tookMs, accepted, calls }: { tookMs: number[]; accepted: number; calls: number }): Findings {
  const [p50, p95, worst] = [quantile(tookMs, 0.5), quantile(tookMs, 0.95), Math.max(...tookMs)];
  return {
    columns: ["pushes taken", "seen", "calls", "p50 ms", "p95 ms", "worst ms"],
    rows: [[rounded(accepted), rounded(tookMs.length), rounded(calls), rounded(p50), rounded(p95), rounded(worst)]],
    demands: [
      {
        text: "every push taken and its news seen",
        measured: `${rounded(accepted)} and ${rounded(tookMs.length)} of ${rounded(PUSHES)}`,
        met: accepted === PUSHES && tookMs.length === PUSHES,
      },
      { text: `p95 under ${rounded(P95_MS)} ms`, measured: `${rounded(p95)} ms`, met: p95 < P95_MS },
    ],
  };
}
