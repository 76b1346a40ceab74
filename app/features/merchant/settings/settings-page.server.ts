import { backfillStatus } from "~/features/intake/sync/backfill.server";
import { listApiKeys } from "~/features/public-api/keys/manage-keys.server";
import { pushOverview } from "~/features/public-api/outgoing-webhooks/push-addresses.server";
import { connectionStatus } from "~/features/provider-sync/setup/status.server";
import { checkStatus } from "~/features/intake/sync/reconciliation.server";
import { quotaStatus } from "~/features/provider-sync/quota/quota-status.server";
import type { ShopAccount } from "~/features/account/shop-accounts.queries.server";
import type { Services } from "~/features/services.server";

/** Everything the settings page shows that is not in the account itself. */
export async function settingsPage(
  deps: Pick<Services, "db" | "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_APP_URL"> },
  account: Pick<ShopAccount, "id" | "settings">,
) {
  const accountId = account.id;
  const [connection, apiKeys, pushes, backfill, check, quota] = await Promise.all([
    connectionStatus(deps, accountId),
    listApiKeys(deps, accountId),
    pushOverview(deps, accountId),
    backfillStatus(deps, accountId),
    checkStatus(deps, accountId),
    quotaStatus(deps, account),
  ]);
  const docsUrl = new URL("/v2/docs", deps.env.SHOPIFY_APP_URL).href;
  return { now: deps.clock.now(), connection, apiKeys, docsUrl, pushes, backfill, check, quota };
}
