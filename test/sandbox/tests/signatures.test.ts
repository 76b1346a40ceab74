import { describe, expect, test } from "vitest";
import { proxySignature, verifySessionToken, webhookSignature, adminSessionToken } from "../shopify/signatures";

describe("signatures are Shopify's", () => {
  test("a webhook's body", () => {
    const body = '{"id":123456,"order_id":820982911946154508,"tracking_number":"1z827wk74630"}';
    expect(webhookSignature("hush", body)).toBe("ytkNrT1a3QrB7PFpOh0jO7S+XCe2X5lInC1v5YahbUk=");
  });

  test.each([
    ["1", "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"],
    ["", "e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb"],
  ])("an app-proxy query of customer '%s', with a repeated parameter", (customer, signature) => {
    const query = new URLSearchParams(
      `extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=${customer}` +
        "&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555",
    );
    expect(proxySignature("hush", query)).toBe(signature);
  });
});

describe("a session token", () => {
  const at = new Date("2026-11-22T10:00:00Z");
  const token = adminSessionToken({ shop: "a.myshopify.com", apiKey: "key", secret: "hush", at });
  const check = (change: Partial<{ secret: string; apiKey: string; at: Date }> = {}, text = token) =>
    verifySessionToken(text, { secret: "hush", apiKey: "key", at, ...change });

  test("names the shop and is taken back", () => {
    expect(check()).toMatchObject({ dest: "https://a.myshopify.com", aud: "key" });
  });

  test("is refused with another secret, for another app, after a minute, and when it is torn", () => {
    expect(check({ secret: "other" })).toBeNull();
    expect(check({ apiKey: "other" })).toBeNull();
    expect(check({ at: new Date("2026-11-22T10:01:01Z") })).toBeNull();
    expect(check({}, token.slice(0, -2))).toBeNull();
    expect(check({}, "nothing")).toBeNull();
  });
});
