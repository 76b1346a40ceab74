import type { Sql } from "~/db/client.server";

/** Removes a shop with everything that hangs on it, unless it has been installed again meanwhile. */
export async function redactShop({ tx }: { tx: Sql }, accountId: string): Promise<void> {
  await tx.query(
    `DELETE FROM session USING account
      WHERE account.id = $1 AND account.uninstalled_at IS NOT NULL AND session.shop = account.shop_domain`,
    [accountId],
  );
  await tx.query("DELETE FROM account WHERE id = $1 AND uninstalled_at IS NOT NULL", [accountId]);
}
