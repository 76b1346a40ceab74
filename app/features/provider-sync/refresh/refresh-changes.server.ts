import { recordRefreshed, type OpenConnection } from "~/features/provider-sync/connection/connections.queries.server";
import { dueShipments, postponeLooks } from "~/features/shipments/due-shipments.queries.server";
import { numberKey } from "~/domain/tracking/number";
import { nextRefreshAt, readBack, scheduledRoundsEveryMs } from "~/domain/tracking/refresh-policy";
import { pacedCallOnTurn } from "~/features/provider-sync/connection/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";

type Deps = Pick<Services, "db" | "clock" | "systemClock" | "log" | "jobs" | "stopping" | "handedIn">;

const DUE_AT_ONCE = 2_000;
/** Twenty million items: nobody has so many, so the list has no end. */
const MOST_PAGES = 10_000;

/**
 * Reads what the provider changed since the mark, page by page, and applies it. The mark moves only
 * after the last page, and never past the start of the round, so an item that changes while we read
 * is read in the next one. A list that does not come to an end leaves the mark where it was, and is
 * read again when the next parcel is due or news is told.
 */
export async function refreshChanges(
  deps: Deps,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const { db, clock, log } = deps;
  const mark = connection.highWaterMark;
  const pageSize = provider.capabilities.pageSize;
  const startedAt = clock.now();
  const since = mark && new Date(mark.getTime() - overlapMs(connection.refreshedAt, startedAt));
  const seen = new Set<string>();
  let read = 0;
  let newest: Date | null = null;
  for (let page = 1; ; page += 1) {
    const answer = await pacedCallOnTurn(deps, connection, async () => () => {
      return provider.changesSince({ since, page, pageSize });
    });
    if (answer === null || answer.kind === "failed") return;
    const applied = await applyUpdates(deps, connection.accountId, answer.updates, startedAt);
    for (const { updatedAt } of answer.updates) if (updatedAt && (!newest || updatedAt > newest)) newest = updatedAt;
    log.info({ connectionId: connection.id, page, items: answer.updates.length, ...applied }, "changes read");
    if (answer.unreadableItems > 0) {
      log.warn({ connectionId: connection.id, page, unreadable: answer.unreadableItems }, "items could not be read");
    }
    const items = answer.updates.length + answer.unreadableItems;
    read += items;
    // A server may give fewer on a page than it was asked for, and then only its total tells that
    // there are more. A total that is too large costs one call: the page it promises is empty.
    if (!answer.more && (items === 0 || read >= (answer.total ?? 0))) break;
    const seenBefore = seen.size;
    for (const { number, courierCode } of answer.updates) seen.add(`${numberKey(number)}|${courierCode.toLowerCase()}`);
    // Items we cannot read may be new ones; a page of nothing else must not hide those behind it.
    const bringsNothing = seen.size === seenBefore && answer.unreadableItems === 0;
    if (bringsNothing || page === MOST_PAGES) {
      log.warn({ connectionId: connection.id, page, items: seen.size }, "the provider's list of changes has no end");
      newest = null;
      break;
    }
  }
  const highWaterMark = newest && newest > startedAt ? startedAt : newest;
  const notBefore = new Date(startedAt.getTime() + scheduledRoundsEveryMs);
  await recordRefreshed(db, connection.id, { startedAt, highWaterMark, notBefore });
  await postponeUnchanged(deps, connection.accountId, startedAt);
}

/**
 * The first round of each five minutes goes far back; so does the next one as long as it has not
 * come to its end.
 */
function overlapMs(lastRound: Date | null, startedAt: Date): number {
  const period = (at: Date) => Math.floor(at.getTime() / readBack.farEveryMs);
  const goesFarBack = lastRound === null || period(lastRound) !== period(startedAt);
  return goesFarBack ? readBack.farMs : readBack.eachRoundMs;
}

/**
 * Parcels that were due and of which the provider had no news: the reading answered for them too.
 */
async function postponeUnchanged({ db }: Deps, accountId: string, now: Date): Promise<void> {
  for (;;) {
    const due = await dueShipments(db, accountId, now, DUE_AT_ONCE);
    if (due.length === 0) return;
    const looks = due.map((shipment) => ({ id: shipment.id, at: nextRefreshAt({ ...shipment, now, failures: 0 }) }));
    await postponeLooks(db, looks, now);
  }
}
