/** Where a reading of Shopify's orders stands; orders come in the order of their last change. */
export interface ReadingPosition {
  /** Orders changed at this moment or later (Shopify's clock, which tells whole seconds). */
  from: Date;
  /** Orders changed before this moment; null is up to the present. */
  to: Date | null;
  /** Shopify's mark for the next page of this window; null is its first. */
  cursor: string | null;
  /** Orders read in this window. */
  read: number;
}

/** What one page said. */
export interface PageRead {
  orders: number;
  /** When the last order of the page had last changed; null on an empty page. */
  lastUpdatedAt: Date | null;
  /** The mark of the next page; null when this is the last one. */
  nextCursor: string | null;
}

/** Shopify pages through no more than 25,000 objects of one query. */
export const ORDERS_PER_WINDOW = 20_000;

/**
 * The position after a page, null when everything has been read. A window that is full ends where
 * its last order lies, and the next one begins there: an order may come twice, and none is passed
 * over.
 */
export function positionAfter(
  position: ReadingPosition,
  page: PageRead,
  ordersPerWindow = ORDERS_PER_WINDOW,
): ReadingPosition | null {
  if (page.nextCursor === null) return null;
  const read = position.read + page.orders;
  const onward = { ...position, cursor: page.nextCursor, read };
  return read < ordersPerWindow ? onward : (windowFrom(onward, page.lastUpdatedAt) ?? onward);
}

/**
 * The same reading begun anew at the last order read, for when Shopify no longer knows the cursor.
 * Null where that would be no new beginning.
 */
export function windowFrom(position: ReadingPosition, reachedAt: Date | null): ReadingPosition | null {
  if (reachedAt === null || reachedAt <= position.from) return null;
  return { ...position, from: wholeSecond(reachedAt), cursor: null, read: 0 };
}

const DAY_MS = 86_400_000;

/** Without `read_all_orders` Shopify gives the orders of the last 60 days. */
export const READABLE_DAYS = 60;

/** How far back a merchant may go, in days. */
export const BACKFILL_DAYS = [30, 60] as const;
export type BackfillDays = (typeof BACKFILL_DAYS)[number];

/**
 * The first position of a backfill of so many days, up to the present: an order that changes
 * meanwhile comes again at the end.
 */
export function backfillPosition(days: BackfillDays, now: Date): ReadingPosition {
  return { from: wholeSecond(new Date(now.getTime() - days * DAY_MS)), to: null, cursor: null, read: 0 };
}

/** Time between two checks of what Shopify changed. */
export const CHECK_EVERY_MS = 3_600_000;
/** A webhook needs some seconds; what changed just now is left to it, and to the next check. */
const SETTLED_AFTER_MS = 5 * 60_000;
/**
 * Shopify's search lags behind its orders; each check looks at the end of the one before once more.
 */
const OVERLAP_MS = 10 * 60_000;

/**
 * The first position of a check that follows one which reached `checkedTo`, within what Shopify
 * lets us read.
 */
export function checkPosition(checkedTo: Date, now: Date): ReadingPosition {
  const to = wholeSecond(new Date(now.getTime() - SETTLED_AFTER_MS));
  const earliest = now.getTime() - READABLE_DAYS * DAY_MS;
  const wanted = Math.min(checkedTo.getTime(), to.getTime()) - OVERLAP_MS;
  return { from: wholeSecond(new Date(Math.max(earliest, wanted))), to, cursor: null, read: 0 };
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);
