import type { Sql } from "~/db/client.server";

/** Shopify asks for it so long after an uninstall (shopify-facts §1.8). */
const ASKED_AFTER_HOURS = 48;

/**
 * Removes a shop with everything that hangs on it, unless it has been installed again meanwhile. An uninstall we never heard of counts,
 * too: since then no token was given out, and the last one has ended.
 */
export async function redactShop({ tx }: { tx: Sql }, accountId: string, askedAt: Date): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM account
        WHERE id = $1 AND (uninstalled_at IS NOT NULL
               OR installed_at <= $2::timestamptz - $3 * INTERVAL '1 hour'
                  AND NOT EXISTS (SELECT FROM session WHERE shop = shop_domain AND (expires IS NULL OR expires > $2)))
       RETURNING shop_domain
     )
     DELETE FROM session USING gone WHERE session.shop = gone.shop_domain`,
    [accountId, askedAt, ASKED_AFTER_HOURS],
  );
}
