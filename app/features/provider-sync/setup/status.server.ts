import { selectConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import { reportedTrouble } from "~/domain/provider-connection/trouble";
import type { Services } from "~/features/services.server";
import { pushUrl } from "./push-url";

const SHOWN_OF_KEY = 4;

/** The account's provider as the merchant may see it: never its key. */
export async function connectionStatus(
  {
    db,
    vault,
    clock,
    env,
  }: Pick<Services, "db" | "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_APP_URL"> },
  accountId: string,
) {
  const connection = await selectConnection(db, accountId);
  if (!connection) return null;
  const now = clock.now();
  const {
    apiKeyEnc,
    accountEmailEnc,
    webhookSecretEnc,
    hookTokenEnc,
    registeringFailsSince,
    registeringDetail,
    ...shown
  } = connection;
  const trouble = reportedTrouble(connection, now);
  const end = (sealed: Buffer | null) => (sealed ? vault.decrypt(sealed).slice(-SHOWN_OF_KEY) : "");
  return {
    ...shown,
    trouble,
    ...(trouble === "not_registering" &&
      registeringFailsSince && { stateSince: registeringFailsSince, stateDetail: registeringDetail }),
    isSilent: connection.silentUntil !== null && connection.silentUntil > now,
    keyEnd: end(apiKeyEnc),
    webhookSecretEnd: end(webhookSecretEnc),
    accountEmail: accountEmailEnc ? vault.decrypt(accountEmailEnc) : "",
    pushUrl: pushUrl(env.SHOPIFY_APP_URL, vault.decrypt(hookTokenEnc)),
  };
}

export type ConnectionStatus = NonNullable<Awaited<ReturnType<typeof connectionStatus>>>;
