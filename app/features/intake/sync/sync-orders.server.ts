import {
  endRun,
  handBackRun,
  hasDueRun,
  recordExpected,
  recordPage,
  recordWait,
  takeDueRun,
  type SyncRun,
} from "./sync-runs.queries.server";
import { installedShopDomainOf } from "~/features/account/shop-facts.queries.server";
import { ORDERS_PER_WINDOW, positionAfter, windowFrom } from "~/domain/orders/order-window";
import { drainAlone } from "~/platform/queue/drain.server";
import type { AdminClient, AdminFailure } from "~/providers/shopify/admin-client.server";
import { changedOrders, countOrders, readOrderPage, type OrderPage } from "~/providers/shopify/order-pages.server";
import type { Services } from "~/features/services.server";
import { afterFailure, waitForPointsMs } from "./failures";
import { storeOrders } from "./store-orders.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "log" | "jobs" | "adminFor" | "stopping">;

/**
 * Orders of one page; a page of this size costs most of what Shopify allows one query (1,000
 * points).
 */
const ORDERS_PER_PAGE = 25;
/** After so many the job ends and another goes on, so that none outlives the queue's patience. */
const PAGES_PER_JOB = 200;
const BETWEEN_JOBS_MS = 1_000;
const TIMEOUT_MS = 10_000;
/** A run whose process died goes on after this. */
const LEASE_MS = 30_000;
/** So often a page with orders that cannot be read is read again before it is taken as it is. */
const UNREADABLE_RETRIES = 2;
/**
 * A check that had to leave out orders is made again with the next one, until it covers so much
 * time: then they are given up.
 */
const MADE_UP_FOR_MS = 24 * 60 * 60_000;

/**
 * Works on an account's backfill and reconciliation as far as they are due: page by page, each
 * stored before the next is asked for. A run that must wait says in its row until when, and the
 * look for due work brings it back.
 */
export function syncOrders(deps: Deps, accountId: string, ordersPerPage = ORDERS_PER_PAGE): Promise<void> {
  const { db, clock, stopping } = deps;
  const take = () => takeDueRun(db, accountId, clock.now(), new Date(clock.now().getTime() + LEASE_MS));
  return drainAlone(deps, `sync:${accountId}`, {
    workOff: async () => {
      const shop = await installedShopDomainOf(db, accountId);
      if (shop === null) return;
      const admin = deps.adminFor(shop);
      for (let run = stopping.aborted ? null : await take(); run; run = stopping.aborted ? null : await take()) {
        await readOn(deps, admin, accountId, run, ordersPerPage);
      }
    },
    // Runs of a shop that has left stay due, and wait for its return.
    isWaiting: async () =>
      (await installedShopDomainOf(db, accountId)) !== null && (await hasDueRun(db, accountId, clock.now())),
  });
}

/** Reads on until the run is over, has to wait, or the job has done its share. */
async function readOn(
  deps: Deps,
  admin: AdminClient,
  accountId: string,
  taken: SyncRun,
  ordersPerPage: number,
): Promise<void> {
  const { db, clock, stopping } = deps;
  const search = ({ from, to, kind }: SyncRun) => changedOrders({ from, to, onlyShipped: kind === "backfill" });
  let run = taken;
  let first = ordersPerPage;
  if (run.kind === "backfill" && run.expected === null) {
    const expected = await countOrders(admin, search(run), { timeoutMs: TIMEOUT_MS });
    if (expected !== null) await recordExpected(db, run.id, expected);
  }
  for (let pages = 0; pages < PAGES_PER_JOB && !stopping.aborted; pages += 1) {
    const page = await readOrderPage(
      admin,
      { search: search(run), first, after: run.cursor },
      { timeoutMs: TIMEOUT_MS },
    );
    if (page.kind === "failed" && page.reason === "too-costly" && first > 1) {
      first = Math.floor(first / 2);
      continue;
    }
    const failure = page.kind === "failed" ? page : unreadableOrders(page, run);
    if (failure) return waitOrStop(deps, accountId, run, failure);
    if (page.kind === "failed") return;
    const next = await takePage(deps, accountId, run, page);
    if (!next) return;
    run = next;
  }
  const pauseMs = stopping.aborted ? 0 : BETWEEN_JOBS_MS;
  await handBackRun(db, run.id, new Date(clock.now().getTime() + pauseMs));
}

/**
 * A page with orders that cannot be read is asked for again, some times; then what can be read is
 * taken.
 */
function unreadableOrders(page: OrderPage, run: SyncRun): AdminFailure | null {
  if (page.unreadable === 0 || run.failures >= UNREADABLE_RETRIES) return null;
  const detail = `${String(page.unreadable)} orders of a page`;
  return { kind: "failed", reason: "unreadable", detail, partial: null, cost: page.cost };
}

/**
 * Stores a page and moves the run on; null when the run is over, waits for Shopify's points, or was
 * cancelled.
 */
async function takePage(deps: Deps, accountId: string, run: SyncRun, page: OrderPage): Promise<SyncRun | null> {
  const { db, clock, log } = deps;
  const stored = await storeOrders(deps, accountId, run, page.orders);
  if (stored.kind === "not-running") return null;
  const orders = page.orders.length + page.unreadable;
  const next = positionAfter(run, { orders, lastUpdatedAt: page.lastUpdatedAt, nextCursor: page.nextCursor });
  const pauseMs = next && page.cost ? waitForPointsMs(page.cost) : 0;
  const now = clock.now();
  const progress = {
    position: next ?? run,
    reachedAt: page.lastUpdatedAt,
    seen: orders,
    skipped: stored.skipped + page.unreadable,
    nextAt: new Date(now.getTime() + (pauseMs > 0 ? pauseMs : LEASE_MS)),
  };
  const skipped = run.skipped + progress.skipped;
  if (next === null) {
    const again = { state: "stopped", detail: "unreadable" } as const;
    const end = comesAgain(run, skipped) ? again : ({ state: "done", detail: "" } as const);
    await db.transaction(async (tx) => {
      if (await recordPage(tx, run.id, progress)) await endRun(tx, run.id, end, now);
    });
    log[skipped > 0 ? "warn" : "info"](
      { accountId, kind: run.kind, orders: run.seen + orders, skipped, end: end.state },
      "orders of Shopify read",
    );
    return null;
  }
  if (!(await recordPage(db, run.id, progress))) return null;
  const reachedAt = page.lastUpdatedAt ?? run.reachedAt;
  return pauseMs > 0 ? null : { ...run, ...next, reachedAt, seen: run.seen + orders, skipped, failures: 0 };
}

/**
 * Whether a check is to be made again: the next one begins where the last one ended that came
 * through.
 */
function comesAgain({ kind, from, to, seen }: SyncRun, skipped: number): boolean {
  if (kind !== "reconciliation" || skipped === 0 || to === null) return false;
  // A window that was full has moved `from` on.
  return seen < ORDERS_PER_WINDOW && to.getTime() - from.getTime() < MADE_UP_FOR_MS;
}

async function waitOrStop(deps: Deps, accountId: string, run: SyncRun, failure: AdminFailure): Promise<void> {
  const { db, clock, log } = deps;
  const after = afterFailure(failure, run.failures);
  const now = clock.now();
  log.warn(
    { accountId, kind: run.kind, trouble: after.trouble, detail: failure.detail, after: after.kind },
    "orders not read",
  );
  if (after.kind === "stop") return endRun(db, run.id, { state: "stopped", detail: after.trouble }, now);
  // Shopify refuses a cursor it no longer knows: the reading starts again where it had come to.
  const restart = windowFrom(run, run.reachedAt) ?? { ...run, cursor: null, read: 0 };
  await recordWait(db, run.id, {
    position: failure.reason === "refused" ? restart : run,
    detail: after.trouble,
    failures: run.failures + 1,
    nextAt: new Date(now.getTime() + after.ms),
  });
}
