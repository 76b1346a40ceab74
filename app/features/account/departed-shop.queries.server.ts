import type { Sql } from "~/platform/database/client.server";

/**
 * Deletes the account of a shop with its sessions, where it is uninstalled, or was installed so
 * long before `askedAt` that it must be, and no session is good any more.
 */
export async function deleteDepartedShop(
  tx: Sql,
  accountId: string,
  { askedAt, askedAfterHours }: { askedAt: Date; askedAfterHours: number },
): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM account
        WHERE id = $1 AND (uninstalled_at IS NOT NULL
               OR installed_at <= $2::timestamptz - $3 * INTERVAL '1 hour'
                  AND NOT EXISTS (SELECT FROM session WHERE shop = shop_domain AND (expires IS NULL OR expires > $2)))
       RETURNING shop_domain
     )
     DELETE FROM session USING gone WHERE session.shop = gone.shop_domain`,
    [accountId, askedAt, askedAfterHours],
  );
}
