import { deadJobsOf } from "~/features/merchant/sync-problems/dead-jobs.server";
import {
  countAttention,
  deliveredByDay,
  measureDeliveries,
  readArrivals,
  type AttentionCount,
} from "./overview.queries.server";
import { countByStatus } from "~/features/shipments/status-counts.queries.server";
import { attentionKinds } from "~/domain/shipments/attention";
import { trackingStatuses } from "~/domain/tracking/status";
import { backfillStatus } from "~/features/intake/sync/backfill.server";
import type { ShopAccount } from "~/features/account/shop-accounts.queries.server";
import { connectionStatus } from "~/features/provider-sync/setup/status.server";
import { checkStatus } from "~/features/intake/sync/reconciliation.server";
import { quotaStatus } from "~/features/provider-sync/quota/quota-status.server";
import type { Services } from "~/features/services.server";
import { setupSteps } from "./setup-steps";

type Deps = Pick<Services, "db" | "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_APP_URL"> };

/** Most urgent first; a missing number only after the parcels that have one. */
const urgency: readonly AttentionCount["kind"][] = [...attentionKinds.slice(0, -1), "no-number", "silent"];

/**
 * What the merchant sees first: what is wrong, where all shipments are, and whether everything
 * still works.
 */
export async function homeOverview(deps: Deps, account: Pick<ShopAccount, "id" | "timeZone" | "settings">) {
  const { db, clock } = deps;
  const now = clock.now();
  const [counts, attention, days, measures, arrivals, connection, backfill, check, quota, deadJobs] = await Promise.all(
    [
      countByStatus(db, account.id),
      countAttention(db, account.id, now),
      deliveredByDay(db, account.id, { now, timeZone: account.timeZone }),
      measureDeliveries(db, account.id, now),
      readArrivals(db, account.id),
      connectionStatus(deps, account.id),
      backfillStatus(deps, account.id),
      checkStatus(deps, account.id),
      quotaStatus(deps, account),
      deadJobsOf(db, account.id),
    ],
  );
  return {
    now,
    statuses: trackingStatuses.map((status) => ({ status, count: counts[status] })),
    attention: attention.sort((a, b) => urgency.indexOf(a.kind) - urgency.indexOf(b.kind)),
    days,
    measures,
    arrivals,
    connection,
    backfill,
    check,
    quota,
    deadJobs: deadJobs.length,
    setup: {
      isDismissed: account.settings.setupDismissed,
      steps: setupSteps(account.settings, { isConnected: connection !== null, hasShipments: arrivals.hasShipments }),
    },
  };
}

export type HomeOverview = Awaited<ReturnType<typeof homeOverview>>;
