import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkProxySignature, signedText } from "~/features/shopper/look-up/proxy-signature";

const secret = "hush";
const now = new Date("2026-11-21T12:00:00Z");
const seconds = Math.floor(now.getTime() / 1000);

const sign = (query: URLSearchParams) => createHmac("sha256", secret).update(signedText(query)).digest("hex");

/**
 * A query as Shopify forwards it: what the visitor gave, what Shopify adds, and the signature over
 * both.
 */
function proxied(given = "", added: Record<string, string> = {}): string {
  const query = new URLSearchParams(given);
  const own = { shop: "homeward-demo.myshopify.com", logged_in_customer_id: "", path_prefix: "/apps/track" };
  for (const [key, value] of Object.entries({ ...own, timestamp: String(seconds), ...added })) query.append(key, value);
  query.append("signature", sign(query));
  return `?${query.toString()}`;
}

const kindOf = (query: string, at = now, key = secret) => {
  const check = checkProxySignature(query, key, at);
  return check.kind === "genuine" ? "genuine" : check.reason;
};

describe("the signed text", () => {
  const vector = (customer: string) =>
    new URLSearchParams(
      `extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=${customer}&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555`,
    );

  it.each([
    ["1", "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"],
    ["", "e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb"],
  ])("gives Shopify's own signature (logged_in_customer_id=%s)", (customer, expected) => {
    const query = vector(customer);
    expect(sign(query)).toBe(expected);
    query.append("signature", expected);
    expect(checkProxySignature(`?${query.toString()}`, secret, new Date(1_317_327_555_000))).toEqual({
      kind: "genuine",
      shopDomain: "shop-name.myshopify.com",
      pathPrefix: "/apps/awesome_reviews",
      customerId: customer || null,
    });
  });
});

describe("a genuine request", () => {
  it("tells the shop and the path the merchant gave the app", () => {
    expect(checkProxySignature(proxied("", { path_prefix: "/a/parcels" }), secret, now)).toEqual({
      kind: "genuine",
      shopDomain: "homeward-demo.myshopify.com",
      pathPrefix: "/a/parcels",
      customerId: null,
    });
  });

  it("may bring parameters of the visitor, repeated, foreign, empty", () => {
    expect(kindOf(proxied("utm_source=mail&x=1&x=2&note=a+b%2Bc%C3%A9&empty="))).toBe("genuine");
  });

  it("is good for ninety seconds, either way", () => {
    const at = (offset: number) => new Date(now.getTime() + offset * 1000);
    expect([-91, -90, 90, 91].map((offset) => kindOf(proxied(), at(offset)))).toEqual([
      "stale",
      "genuine",
      "genuine",
      "stale",
    ]);
  });
});

describe("refuses", () => {
  it("another secret", () => expect(kindOf(proxied(), now, "another")).toBe("wrong-signature"));

  it("a changed, added or dropped parameter", () => {
    expect(kindOf(proxied("page=1").replace("page=1", "page=2"))).toBe("wrong-signature");
    expect(kindOf(`${proxied()}&page=1`)).toBe("wrong-signature");
    expect(kindOf(proxied("page=1").replace("page=1&", ""))).toBe("wrong-signature");
    expect(kindOf(proxied().replace("homeward-demo", "another-shop"))).toBe("wrong-signature");
  });

  it.each(["shop", "path_prefix", "timestamp", "signature", "logged_in_customer_id"])("%s given twice", (key) => {
    expect(kindOf(`${proxied()}&${key}=x`)).toBe("malformed");
    expect(kindOf(proxied(`${key}=x`))).toBe("malformed");
  });

  it.each(["shop", "path_prefix", "timestamp"])("no %s", (key) => {
    const query = new URLSearchParams(proxied());
    query.delete(key);
    query.set("signature", sign(query));
    expect(kindOf(query.toString())).toBe("malformed");
  });

  it("a customer who is no number", () => {
    for (const customer of ["gid://shopify/Customer/1", "1 OR 1", "-1", "1".repeat(21)])
      expect(kindOf(proxied("", { logged_in_customer_id: customer }))).toBe("malformed");
  });

  it("a shop that is not one of Shopify's", () => {
    for (const shop of ["evil.example", "x.myshopify.com.evil.example", "HOMEWARD.myshopify.com/", ".myshopify.com"]) {
      expect(kindOf(proxied("", { shop }))).toBe("malformed");
    }
  });

  it("a short, empty or upper-case signature, without throwing", () => {
    const signature = new URLSearchParams(proxied()).get("signature") ?? "";
    for (const other of ["", "00", signature.toUpperCase(), signature.slice(1), `${signature}0`]) {
      expect(kindOf(proxied().replace(signature, other))).toBe("malformed");
    }
  });

  it("another shop cut out of a genuine signature", () => {
    // The visitor of one shop chose x so that the same signed text reads as a request of another
    // shop.
    const added = { shop: "visited.myshopify.com", timestamp: String(seconds) };
    const rest = `logged_in_customer_id=path_prefix=/apps/trackshop=visited.myshopify.comtimestamp=${seconds}`;
    const chosen = `1logged_in_customer_id=path_prefix=/apps/trackshop=victim.myshopify.comtimestamp=${seconds}u=`;
    const genuine = new URLSearchParams(proxied(new URLSearchParams({ a: chosen }).toString(), added));
    const recut = new URLSearchParams({ a: "1", logged_in_customer_id: "", path_prefix: "/apps/track" });
    recut.append("shop", "victim.myshopify.com");
    recut.append("timestamp", String(seconds));
    recut.append("u", rest);
    expect(signedText(recut)).toBe(signedText(genuine));
    recut.append("signature", genuine.get("signature") ?? "");
    expect(kindOf(recut.toString())).toBe("malformed");
  });

  it("anything else there is, without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (query) => {
        expect(kindOf(query)).not.toBe("genuine");
      }),
    );
  });
});
