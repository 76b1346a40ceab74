import { randomUUID } from "node:crypto";
import { forward } from "../http/forward";
import { webhookSignature } from "./signatures";

/** Shopify gives an app five seconds for the whole answer. */
const timeoutMs = 5000;

export interface WebhookDelivery {
  /** As in `fulfillments/create`. */
  topic: string;
  /** Sent as it stands where it is text, otherwise as JSON. */
  body: unknown;
  webhookId?: string;
  triggeredAt: Date;
  shop: string;
}

export interface WebhookTarget {
  appUrl: string;
  apiSecret: string;
}

/**
 * Delivers one webhook `times` times at once, signed, all with the same id. Gives the status of
 * each answer; 0 where the app could not be reached or took longer than Shopify waits.
 */
export async function deliverWebhook(target: WebhookTarget, delivery: WebhookDelivery, times = 1): Promise<number[]> {
  const body = typeof delivery.body === "string" ? delivery.body : JSON.stringify(delivery.body);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Shopify-Captain-Hook",
    "x-shopify-topic": delivery.topic,
    "x-shopify-hmac-sha256": webhookSignature(target.apiSecret, body),
    "x-shopify-shop-domain": delivery.shop,
    "x-shopify-api-version": "2026-07",
    "x-shopify-webhook-id": delivery.webhookId ?? randomUUID(),
    "x-shopify-event-id": randomUUID(),
    "x-shopify-triggered-at": delivery.triggeredAt.toISOString(),
  };
  const url = `${target.appUrl}/webhooks/${delivery.topic}`;
  const one = async (): Promise<number> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await forward({ url, method: "POST", headers, body, signal }).catch(() => null);
    return answer?.status ?? 0;
  };
  return Promise.all(Array.from({ length: times }, one));
}
