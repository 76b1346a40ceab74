import { backfillStatus } from "~/features/backfill/backfill.server";
import { listApiKeys } from "~/features/api-keys/manage-keys.server";
import { pushOverview } from "~/features/push-out/push-addresses.server";
import { connectionStatus } from "~/features/provider-connection/status.server";
import { checkStatus } from "~/features/reconciliation/reconciliation.server";
import { quotaStatus } from "~/features/provider-quota/quota-status.server";
import type { ShopAccount } from "~/features/onboarding/install.server";
import type { Services } from "~/services.server";

/** Everything the settings page shows that is not in the account itself. */
export async function settingsPage(
  parts: Pick<Services, "db" | "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_APP_URL"> },
  account: Pick<ShopAccount, "id" | "settings">,
) {
  const accountId = account.id;
  const [connection, apiKeys, pushes, backfill, check, quota] = await Promise.all([
    connectionStatus(parts, accountId),
    listApiKeys(parts, accountId),
    pushOverview(parts, accountId),
    backfillStatus(parts, accountId),
    checkStatus(parts, accountId),
    quotaStatus(parts, account),
  ]);
  const docsUrl = new URL("/v2/docs", parts.env.SHOPIFY_APP_URL).href;
  return { now: parts.clock.now(), connection, apiKeys, docsUrl, pushes, backfill, check, quota };
}
