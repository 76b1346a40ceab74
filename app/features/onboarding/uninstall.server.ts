import type { Sql } from "~/db/client.server";

/**
 * Ends an installation at once: no session, no refresh, no registration. Webhooks repeat and come late, so one that happened before
 * the present installation changes nothing.
 */
export async function forgetInstall({ tx }: { tx: Sql }, accountId: string, happenedAt: Date): Promise<void> {
  const [gone] = await tx.query<{ shop_domain: string }>(
    `UPDATE account SET uninstalled_at = $2 WHERE id = $1 AND uninstalled_at IS NULL AND installed_at <= $2
     RETURNING shop_domain`,
    [accountId, happenedAt],
  );
  if (!gone) return;
  await tx.query("DELETE FROM session WHERE shop = $1", [gone.shop_domain]);
  await tx.query("UPDATE shipment SET next_refresh_at = NULL, following = false WHERE account_id = $1", [accountId]);
  await tx.query(
    "UPDATE registration SET state = 'rejected', reason = 'cancelled' WHERE account_id = $1 AND state = 'waiting'",
    [accountId],
  );
  await tx.query("UPDATE api_key SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL", [
    accountId,
    happenedAt,
  ]);
}
