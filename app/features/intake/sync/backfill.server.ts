import { beginRun, cancelBackfillRun, goOnWithBackfill, latestRun, type SyncRun } from "./sync-runs.queries.server";
import { BACKFILL_DAYS, backfillPosition, type BackfillDays } from "~/domain/orders/order-window";
import type { Services } from "~/features/services.server";
import { endedByOpening } from "./failures";

type Deps = Pick<Services, "db" | "clock">;

/**
 * Begins to read the orders of the last 30 or 60 days; `already-running` while a backfill of this
 * account runs.
 */
export async function startBackfill(
  { db, clock }: Deps,
  accountId: string,
  days: BackfillDays,
): Promise<"started" | "already-running"> {
  const now = clock.now();
  const run = { kind: "backfill", days, position: backfillPosition(days, now) } as const;
  const begun = await db.transaction((tx) => beginRun(tx, accountId, run, now));
  return begun ? "started" : "already-running";
}

/** Ends the running backfill. What it has brought stays. */
export async function cancelBackfill({ db, clock }: Deps, accountId: string): Promise<"cancelled" | "not-running"> {
  return (await cancelBackfillRun(db, accountId, clock.now())) ? "cancelled" : "not-running";
}

/** Lets a backfill that has stopped go on where it stopped. */
export async function continueBackfill({ db, clock }: Deps, accountId: string): Promise<"started" | "not-stopped"> {
  return (await db.transaction((tx) => goOnWithBackfill(tx, accountId, clock.now()))) ? "started" : "not-stopped";
}

/**
 * After the merchant has opened the app with a new token: the shop's first backfill begins, once,
 * and one that stopped for want of access goes on. Harmless to repeat.
 */
export async function backfillAfterAuth({ db, clock }: Deps, accountId: string): Promise<void> {
  const latest = await latestRun(db, accountId, "backfill");
  if (latest === null) await startBackfill({ db, clock }, accountId, BACKFILL_DAYS[0]);
  else if (latest.state === "stopped") {
    await db.transaction((tx) => goOnWithBackfill(tx, accountId, clock.now(), endedByOpening));
  }
}

/** How the latest backfill stands; null when there was none. */
export async function backfillStatus({ db }: Pick<Services, "db">, accountId: string): Promise<BackfillStatus | null> {
  const run = await latestRun(db, accountId, "backfill");
  if (!run) return null;
  const { state, days, seen, expected, repaired, skipped, startedAt, finishedAt, detail } = run;
  // An order that changes while it is read comes twice, and what Shopify counts is not exact.
  const total = expected === null ? null : Math.max(expected, seen);
  return { state, days, seen, expected: total, repaired, skipped, startedAt, finishedAt, detail };
}

/** A backfill as the merchant sees it. */
export type BackfillStatus = Pick<
  SyncRun,
  "state" | "days" | "seen" | "expected" | "repaired" | "skipped" | "startedAt" | "finishedAt" | "detail"
>;
