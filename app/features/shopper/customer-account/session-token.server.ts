import { z } from "zod";
import { findShopperShop, type ShopperShop } from "~/features/shopper/look-up/shopper-shops.queries.server";
import type { Services } from "~/features/services.server";

/**
 * Who holds a session token of customer accounts: somebody in a shop that has the app, and which
 * customer where one is signed in.
 */
export interface Visitor {
  shop: ShopperShop;
  shopDomain: string;
  /**
   * `gid://shopify/Customer/…`; null before a log-in, and for an app without leave for protected
   * customer data.
   */
  customerGid: string | null;
}

/** Shopify gives the shop with or without a scheme, and an issuer only sometimes. */
const shopDomain = z
  .string()
  .transform((place) => place.replace(/^https:\/\//, "").replace(/\/admin$/, ""))
  .pipe(z.string().regex(/^[a-z\d][a-z\d-]*\.myshopify\.com$/i));

const claimsSchema = z
  .object({
    dest: shopDomain,
    iss: shopDomain.optional(),
    // Checked by the library where it is there; a token without an end is none.
    exp: z.number(),
    sub: z.string().startsWith("gid://shopify/Customer/").nullable().catch(null),
  })
  .refine(({ dest, iss }) => iss === undefined || iss === dest);

/**
 * Checks an `Authorization` header: signature (HS256 alone), audience, expiry, not-before, issuer,
 * and that the shop has the app. Null for whatever fails; the database is asked for a genuine token
 * only.
 */
export async function readVisitor(
  { shopify, db }: Pick<Services, "shopify" | "db">,
  authorization: string | null,
): Promise<Visitor | null> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
  const claims = token === undefined ? null : await readClaims(shopify, token);
  const shop = claims && (await findShopperShop(db, claims.dest));
  return shop && { shop, shopDomain: claims.dest, customerGid: claims.sub };
}

async function readClaims(shopify: Services["shopify"], token: string): Promise<z.infer<typeof claimsSchema> | null> {
  try {
    const payload = await shopify.session.decodeSessionToken(token, { checkAudience: true });
    return claimsSchema.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
}
