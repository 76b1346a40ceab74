import type { AdminFailure, QueryCost } from "~/providers/shopify/admin-client.server";

/** Why a run waits or has stopped. */
export type SyncTrouble = Exclude<AdminFailure["reason"], "too-costly">;

/**
 * What follows from a call that failed: the run waits and asks again, or stops until somebody does
 * something.
 */
export type AfterFailure = { kind: "wait"; trouble: SyncTrouble; ms: number } | { kind: "stop"; trouble: SyncTrouble };

/**
 * How a reason is answered: first wait, longest wait, and how many failures in a row end the run;
 * null is none.
 */
interface Patience {
  firstMs: number;
  longestMs: number;
  most: number | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const atOnce: Patience = { firstMs: 0, longestMs: 0, most: 0 };
const passing: Patience = { firstMs: 5_000, longestMs: 10 * MINUTE_MS, most: 8 };

const patience: Record<SyncTrouble, Patience> = {
  // Shopify says when to come back, and means it.
  throttled: { firstMs: 2_000, longestMs: MINUTE_MS, most: null },
  unreachable: passing,
  unreadable: passing,
  refused: passing,
  // A frozen shop comes back when its bill is paid: two days of patience.
  "shop-frozen": { firstMs: 6 * HOUR_MS, longestMs: 6 * HOUR_MS, most: 8 },
  // Only the merchant can bring these back, by opening the app.
  "no-session": atOnce,
  unauthorized: atOnce,
  "not-found": atOnce,
};

/** Reasons that end by themselves when the merchant opens the app. */
export const endedByOpening: readonly SyncTrouble[] = ["no-session", "unauthorized", "shop-frozen"];

/** What follows from a failure after so many before it in a row. */
export function afterFailure(failure: AdminFailure, failuresBefore: number): AfterFailure {
  const trouble = failure.reason === "too-costly" ? "refused" : failure.reason;
  const { firstMs, longestMs, most } = patience[trouble];
  if (most !== null && failuresBefore >= most) return { kind: "stop", trouble };
  const backedOffMs = Math.min(longestMs, firstMs * 2 ** Math.min(failuresBefore, 20));
  const askedMs = failure.retryAfterMs ?? (failure.cost ? waitForPointsMs(failure.cost) : 0);
  return { kind: "wait", trouble, ms: Math.max(backedOffMs, askedMs) };
}

/** Left to the queries somebody waits for, as a part of the shop's whole allowance. */
const LEFT_FOR_OTHERS = 0.25;

/** How long until Shopify has points for a query like this one, and for those of others. */
export function waitForPointsMs(cost: QueryCost): number {
  const wanted = Math.min(cost.maximum, cost.requested + cost.maximum * LEFT_FOR_OTHERS);
  return Math.ceil((Math.max(0, wanted - cost.available) / cost.restoredPerSecond) * 1000);
}
