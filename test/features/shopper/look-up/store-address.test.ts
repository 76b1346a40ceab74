import { randomBytes } from "node:crypto";
import { Liquid } from "liquidjs";
import { describe, expect, it } from "vitest";
import { createVault } from "~/platform/vault.server";
import { readOrderLink } from "~/features/shopper/look-up/order-link";
import { messageSnippet, orderTrackingLink } from "~/features/shopper/look-up/store-address.server";
import { MovableClock } from "#test/support/clock";

const account = {
  id: "7d1f0d6e-6d56-4f0c-8a43-0a4b8e3c1a11",
  shopDomain: "homeward-demo.myshopify.com",
  proxyPath: "",
};
const orderId = "0b9c2f5e-54c7-4f0a-9f83-52b7a7f6d0aa";
const deps = { vault: createVault([{ id: "a", key: randomBytes(32) }]), clock: new MovableClock(), env: {} };

describe("a link to an order", () => {
  it("leads to the path the merchant gave the app in the store, and holds nothing that can be read", () => {
    const link = orderTrackingLink(deps, { ...account, proxyPath: "/a/parcels" }, orderId) ?? "";
    const [, token = ""] = /^https:\/\/homeward-demo\.myshopify\.com\/a\/parcels\/o\/([\w-]{68})$/.exec(link) ?? [];
    expect(readOrderLink(deps.vault, { accountId: account.id, token }, deps.clock.now())).toBe(orderId);
  });

  it("leads to the first path until a shopper came by another, and nowhere without an order", () => {
    expect(orderTrackingLink(deps, account, orderId)).toMatch(/^https:\/\/[^/]+\/apps\/track\/o\//);
    expect(orderTrackingLink(deps, account, null)).toBeNull();
  });
});

describe("the snippet for Shopify's messages", () => {
  it("becomes a link to the tracking page with the order's name, and nothing else of the order", async () => {
    const order = { order_name: "#1001 A&B", email: "ana@example.com", id: 6_123_456_789_001 };
    const shop = { url: "https://hearth.example", email: "owner@example.com" };
    const html: unknown = await new Liquid().parseAndRender(messageSnippet(account), { ...order, shop });
    const [, address = ""] = /^<a href="([^"]+)">Track your order<\/a>$/.exec(String(html)) ?? [];
    const url = new URL(address);
    expect(url.origin + url.pathname).toBe("https://hearth.example/apps/track");
    expect([...url.searchParams]).toEqual([["order", "#1001 A&B"]]);
  });

  it("follows a renamed path", () => {
    expect(messageSnippet({ proxyPath: "/a/parcels" })).toContain("{{ shop.url }}/a/parcels?order=");
  });
});
