import type { Sql } from "~/db/client.server";

/**
 * Ends an installation at once: no session, no key, no registration. No work is done for an account that has left, so what is followed
 * may stay as it is and goes on where it was when the shop comes back. Webhooks repeat and come late, so one that happened before
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
  await tx.query(
    `WITH taken_back AS (
       UPDATE registration SET state = 'rejected', reason = 'cancelled' WHERE account_id = $1 AND state = 'waiting'
       RETURNING shipment_id
     )
     UPDATE shipment SET registration_state = 'rejected' WHERE id IN (SELECT shipment_id FROM taken_back)`,
    [accountId],
  );
  await tx.query("UPDATE api_key SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL", [
    accountId,
    happenedAt,
  ]);
}
