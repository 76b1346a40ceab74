import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What Shopify vouches for in a request through the app proxy. Not who the visitor is, unless
 * signed in: anybody can call the store's path.
 */
export type ProxyCheck =
  | {
      kind: "genuine";
      shopDomain: string;
      pathPrefix: string;
      /** Who is signed in to the store, Shopify's number; null for nobody. */
      customerId: string | null;
    }
  | { kind: "refused"; reason: "malformed" | "stale" | "wrong-signature" };

const ownKeys = ["shop", "path_prefix", "timestamp", "signature"] as const;
const maxAgeMs = 90_000;
const malformed = { kind: "refused", reason: "malformed" } as const;

/**
 * Checks a proxied request's raw query: values decoded, repeated ones joined by a comma,
 * `key=value` sorted and joined by nothing, HMAC-SHA256 with the app's secret in hex. Takes
 * wall-clock time. Malformed input is refused, never thrown.
 */
export function checkProxySignature(rawQuery: string, secret: string, now: Date): ProxyCheck {
  const query = new URLSearchParams(rawQuery);
  if ([...ownKeys, "logged_in_customer_id"].some((key) => query.getAll(key).length > 1)) return malformed;
  const [shopDomain = "", pathPrefix = "", timestamp = "", signature = ""] = ownKeys.map((key) => query.get(key) ?? "");
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(shopDomain)) return malformed;
  if (!/^(\/[\w%.~-]+)+$/.test(pathPrefix) || !/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(signature))
    return malformed;
  const customer = query.get("logged_in_customer_id") ?? "";
  if (!/^\d{0,20}$/.test(customer)) return malformed;
  if ([...query].some(([key, value]) => hidesAParameter(key, value))) return malformed;
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > maxAgeMs) return { kind: "refused", reason: "stale" };

  const expected = createHmac("sha256", secret).update(signedText(query)).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, "hex"))) return { kind: "refused", reason: "wrong-signature" };
  return { kind: "genuine", shopDomain, pathPrefix, customerId: customer === "" ? null : customer };
}

/** The text Shopify signs. */
export function signedText(query: URLSearchParams): string {
  const keys = new Set([...query.keys()].filter((key) => key !== "signature"));
  return [...keys]
    .map((key) => `${key}=${query.getAll(key).join(",")}`)
    .sort()
    .join("");
}

/**
 * Nothing separates the signed pairs, so a visitor of one shop could cut its signed text at other
 * places and have it name another shop. For that, one of Shopify's own keys must lie inside a
 * value; no honest query has that.
 */
function hidesAParameter(key: string, value: string): boolean {
  return /(shop|path_prefix|timestamp|logged_in_customer_id)=/.test(`${key}=${value}`.slice(ownLength(key)));
}

function ownLength(key: string): number {
  const own: readonly string[] = [...ownKeys, "logged_in_customer_id"];
  return own.includes(key) ? key.length + 1 : 0;
}
