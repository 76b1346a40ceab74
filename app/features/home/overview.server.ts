import { selectDeadJobs } from "~/db/dead-jobs.server";
import {
  countAttention,
  deliveredByDay,
  measureDeliveries,
  readArrivals,
  type AttentionCount,
} from "~/db/overview.server";
import { countByStatus } from "~/db/status-counts.server";
import { attentionKinds } from "~/domain/shipments/attention";
import { trackingStatuses } from "~/domain/tracking/status";
import { backfillStatus } from "~/features/backfill/backfill.server";
import type { ShopAccount } from "~/features/onboarding/install.server";
import { connectionStatus } from "~/features/provider-connection/status.server";
import { checkStatus } from "~/features/reconciliation/reconciliation.server";
import { quotaStatus } from "~/features/provider-quota/quota-status.server";
import type { Services } from "~/services.server";
import { setupSteps } from "./setup-steps";

type Parts = Pick<Services, "db" | "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_APP_URL"> };

/** Most urgent first; a missing number only after the parcels that have one. */
const urgency: readonly AttentionCount["kind"][] = [...attentionKinds.slice(0, -1), "no-number", "silent"];

/** What the merchant sees first: what is wrong, where all parcels are, and whether everything still works. */
export async function homeOverview(parts: Parts, account: Pick<ShopAccount, "id" | "timeZone" | "settings">) {
  const { db, clock } = parts;
  const now = clock.now();
  const [counts, attention, days, measures, arrivals, connection, backfill, check, quota, deadJobs] = await Promise.all(
    [
      countByStatus(db, account.id),
      countAttention(db, account.id, now),
      deliveredByDay(db, account.id, { now, timeZone: account.timeZone }),
      measureDeliveries(db, account.id, now),
      readArrivals(db, account.id),
      connectionStatus(parts, account.id),
      backfillStatus(parts, account.id),
      checkStatus(parts, account.id),
      quotaStatus(parts, account),
      selectDeadJobs(db, account.id),
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
