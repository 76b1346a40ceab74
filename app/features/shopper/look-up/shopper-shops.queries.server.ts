import { parseTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { Sql } from "~/platform/database/client.server";

/** A shop as the storefront needs it. */
export interface ShopperShop {
  accountId: string;
  timeZone: string;
  /** What the merchant shows and hides. */
  trackingPage: TrackingPageSettings;
  /** The store's path for this app as a request last said; empty where none has. */
  proxyPath: string;
}

type ShopRow = Omit<ShopperShop, "trackingPage"> & { trackingPage: unknown };

const shopColumns = `a.id AS "accountId", a.time_zone AS "timeZone", a.settings -> 'trackingPage' AS "trackingPage",
            a.proxy_path AS "proxyPath"`;

const shopOf = (row: ShopRow): ShopperShop => ({ ...row, trackingPage: parseTrackingPage(row.trackingPage) });

export async function findShopperShop(sql: Sql, shopDomain: string): Promise<ShopperShop | null> {
  const [shop] = await sql.query<ShopRow>(
    `SELECT ${shopColumns} FROM account a WHERE a.shop_domain = $1 AND a.uninstalled_at IS NULL`,
    [shopDomain],
    "find-shopper-shop",
  );
  return shop ? shopOf(shop) : null;
}

/**
 * A shop, and how many misses (look-up-misses.server.ts) stand under each of these keys, in their
 * order: one query, whether or not the shop is known. Takes the system's time.
 */
export async function shopAndMisses(
  sql: Sql,
  shopDomain: string,
  { keys, now }: { keys: readonly Buffer[]; now: Date },
): Promise<{ shop: ShopperShop | null; misses: number[] }> {
  const [found] = await sql.query<(ShopRow | { accountId: null }) & { misses: number[] }>(
    `SELECT ${shopColumns},
            ARRAY(SELECT COALESCE(m.misses, 0)
                    FROM unnest($2::bytea[]) WITH ORDINALITY AS k(key, place)
                    LEFT JOIN look_up_miss m ON m.key_hash = k.key AND m.ends_at > $3
                   ORDER BY k.place) AS misses
       FROM (SELECT) AS asked LEFT JOIN account a ON a.shop_domain = $1 AND a.uninstalled_at IS NULL`,
    [shopDomain, keys, now],
    "shop-and-misses",
  );
  if (!found) throw new Error("A query without a condition gave no row");
  const { misses, ...shop } = found;
  return { shop: shop.accountId === null ? null : shopOf(shop), misses };
}
