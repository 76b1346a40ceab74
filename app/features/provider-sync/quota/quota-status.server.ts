import { selectConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import { spentByNow } from "./registration-tally.queries.server";
import { countWaiting } from "./registration-tally.queries.server";
import { alertLevel, enoughForDays, forecastDays, usedPercent } from "~/domain/quota/quota";
import type { ShopAccount } from "~/features/account/shop-accounts.queries.server";
import type { Services } from "~/features/services.server";

const mostCounted = 10_000;

/**
 * What is left of the provider's quota and of the merchant's own cap, how long it is enough, and
 * what has to be said about it.
 */
export async function quotaStatus(
  { db, clock }: Pick<Services, "db" | "clock">,
  account: Pick<ShopAccount, "id" | "settings">,
) {
  const now = clock.now();
  const cap = account.settings.registrationCap;
  const [connection, spent, { waiting }] = await Promise.all([
    selectConnection(db, account.id),
    spentByNow(db, account.id, { now, recentDays: forecastDays }),
    countWaiting(db, account.id, mostCounted),
  ]);
  const remaining = connection?.quotaRemaining ?? null;
  const full = connection?.quotaFull ?? null;
  const enough = (left: number) => enoughForDays({ remaining: left, spent: spent.recent, days: spent.recentDays });
  return {
    waiting,
    spentThisMonth: spent.month,
    quota:
      remaining === null
        ? null
        : {
            remaining,
            enoughForDays: enough(remaining),
            usedPercent: full === null ? null : usedPercent(full - remaining, full),
            alert: full === null ? null : alertLevel(full - remaining, full),
          },
    cap:
      cap === null
        ? null
        : {
            most: cap,
            renewsAt: spent.monthEndsAt,
            usedPercent: usedPercent(spent.month, cap),
            alert: alertLevel(spent.month, cap),
          },
  };
}

export type QuotaStatus = Awaited<ReturnType<typeof quotaStatus>>;
