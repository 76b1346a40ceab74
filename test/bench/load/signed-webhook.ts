import { randomUUID } from "node:crypto";
import { webhookSignature } from "../../sandbox/shopify/signatures";
import type { Shot } from "./load";

export const WEBHOOK_PATH = "/webhooks/fulfillments/create";

/**
 * `fulfillments/create` as Shopify sends it: every call gives the same body under a webhook id of
 * its own.
 */
export function signedWebhooks(shop: string, apiSecret: string, payload: unknown): () => Shot {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Shopify-Captain-Hook",
    "x-shopify-topic": "fulfillments/create",
    "x-shopify-hmac-sha256": webhookSignature(apiSecret, body),
    "x-shopify-shop-domain": shop,
    "x-shopify-api-version": "2026-07",
    "x-shopify-event-id": randomUUID(),
    "x-shopify-triggered-at": new Date().toISOString(),
  };
  return () => ({ path: WEBHOOK_PATH, headers: { ...headers, "x-shopify-webhook-id": randomUUID() }, body });
}
