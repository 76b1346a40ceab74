import { countWaiting } from "~/features/provider-sync/quota/registration-tally.queries.server";
import { z } from "zod";
import { selectConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import { selectRejected } from "~/features/provider-sync/registration/rejected-registrations.queries.server";
import { selectUndelivered } from "~/features/intake/inbox/undelivered-messages.queries.server";
import { registrationHold } from "~/domain/provider-connection/trouble";
import { carriersFor } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";
import { deadJobsOf } from "./dead-jobs.server";
import { neverRetried, rejectionFixes, rejectionReason } from "./reasons";

export const rowsPerPage = 20;
/** Longer lists are of no use; it also bounds what a page may skip over. */
const lastPage = 500;
const mostCounted = 10_000;

const pageNumber = z.coerce.number().int().min(1).max(lastPage).catch(1);

/** Which page of each list is asked for; anything else than a page is the first. */
const querySchema = z.object({ parcels: pageNumber, webhooks: pageNumber });

/**
 * Everything of an account that did not arrive where it should: at the provider, in this app, or at
 * the end of its work.
 */
export async function notDeliveredPage(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  search: URLSearchParams,
) {
  const now = clock.now();
  const asked = querySchema.parse(Object.fromEntries(search));
  const [parcels, webhooks, jobs, connection, waiting] = await Promise.all([
    pageOf(asked.parcels, (range) => selectRejected(db, accountId, range)),
    pageOf(asked.webhooks, (range) => selectUndelivered(db, accountId, range)),
    deadJobsOf(db, accountId),
    selectConnection(db, accountId),
    countWaiting(db, accountId, mostCounted),
  ]);
  const by = registrationHold(connection, now);
  const carriers = await carriersFor(
    db,
    accountId,
    parcels.rows.map((row) => row.courierCode),
  );
  return {
    now,
    parcels: {
      ...parcels,
      rows: parcels.rows.map((row) => {
        const reason = rejectionReason(row.reason);
        return {
          ...row,
          reason,
          fix: rejectionFixes[reason],
          canRetry: !neverRetried.includes(reason),
          carrierName: row.courierCode === "" ? null : carriers.name(row.courierCode),
        };
      }),
    },
    webhooks,
    jobs,
    /** What waits, and what holds it back; null while it goes out. */
    held: by === null || waiting.oldest === null ? null : { waiting: waiting.waiting, oldest: waiting.oldest, by },
  };
}

async function pageOf<Row>(page: number, select: (range: { limit: number; offset: number }) => Promise<Row[]>) {
  const rows = await select({ limit: rowsPerPage + 1, offset: (page - 1) * rowsPerPage });
  return { rows: rows.slice(0, rowsPerPage), page, hasNext: rows.length > rowsPerPage && page < lastPage };
}
