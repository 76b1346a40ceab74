import type { Sql } from "~/platform/database/client.server";
import { deleteSessionsOfShop } from "./sessions.queries.server";
import { endInstallation } from "./shop-accounts.queries.server";

/**
 * Ends an installation at once: without a session and with `uninstalled_at` set, no work is done
 * for the account and none of its keys is accepted. What is followed, what waits to be sent and the
 * keys stay as they are, and go on when the shop comes back. Webhooks repeat and come late, so one
 * that happened before the present installation changes nothing.
 */
export async function forgetInstall({ tx }: { tx: Sql }, accountId: string, happenedAt: Date): Promise<void> {
  const shop = await endInstallation(tx, accountId, happenedAt);
  if (shop !== null) await deleteSessionsOfShop(tx, shop);
}
