import { beginRun, checkSummary, forgetOldChecks, latestRun, takeDueCheck } from "./sync-runs.queries.server";
import { CHECK_EVERY_MS, checkPosition } from "~/domain/orders/order-window";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "clock">;

/** What checks found is told, and kept, for so long. */
const REPORTED_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Begins the hourly comparison of what Shopify changed with what we have, if it is due. It covers
 * everything since the last one that came through, with an overlap, so that an hour in which
 * Shopify could not be asked is made up for.
 */
export async function beginDueCheck({ db, clock }: Deps, accountId: string): Promise<void> {
  const now = clock.now();
  await db.transaction(async (tx) => {
    const checkedTo = await takeDueCheck(tx, accountId, new Date(now.getTime() - CHECK_EVERY_MS));
    if (checkedTo === null) return;
    await forgetOldChecks(tx, accountId, reportedSince(now));
    const position = checkPosition(checkedTo, now);
    await beginRun(tx, accountId, { kind: "reconciliation", days: null, position }, now);
  });
}

/** The comparison with Shopify as the merchant sees it. */
export interface CheckStatus {
  /** When a check last came through; null before the first. */
  checkedAt: Date | null;
  /** Fulfillments found missing, and added, in the last 30 days. */
  missing: number;
  /**
   * Whether Shopify could not be asked the last time; it is asked again without anybody's doing.
   */
  isTroubled: boolean;
}

/** How the comparison of an account with Shopify stands. */
export async function checkStatus({ db, clock }: Deps, accountId: string): Promise<CheckStatus> {
  const [summary, latest] = await Promise.all([
    checkSummary(db, accountId, reportedSince(clock.now())),
    latestRun(db, accountId, "reconciliation"),
  ]);
  return { ...summary, isTroubled: latest !== null && latest.detail !== "" };
}

const reportedSince = (now: Date) => new Date(now.getTime() - REPORTED_DAYS * DAY_MS);
