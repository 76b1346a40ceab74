import type { Sql } from "~/platform/database/client.server";

/**
 * Ends an installation at once: without a session and with `uninstalled_at` set, no work is done for the account and none of its keys
 * opens anything. What is followed, what waits to be sent and the keys stay as they are, and go on when the shop comes back. Webhooks
 * repeat and come late, so one that happened before the present installation changes nothing.
 */
export async function forgetInstall({ tx }: { tx: Sql }, accountId: string, happenedAt: Date): Promise<void> {
  const [gone] = await tx.query<{ shop_domain: string }>(
    `UPDATE account SET uninstalled_at = $2 WHERE id = $1 AND uninstalled_at IS NULL AND installed_at <= $2
     RETURNING shop_domain`,
    [accountId, happenedAt],
  );
  if (gone) await tx.query("DELETE FROM session WHERE shop = $1", [gone.shop_domain]);
}
