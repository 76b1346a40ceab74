import { createHmac, randomUUID } from "node:crypto";
import { createWebhookReceiver } from "~/features/intake/inbox/receive-webhook.server";
import { processInbox } from "~/features/intake/inbox/process-inbox.server";
import type { Services } from "~/features/services.server";
import type { TestAccount } from "./accounts";

/** As Shopify signs: base64 HMAC-SHA256 over the raw body. */
export function signWebhook(secret: string, rawBody: string): string {
  return createHmac("sha256", secret).update(rawBody).digest("base64");
}

let last = 5_000_000_000_000;
const nextId = () => String(++last);

export type FulfillmentSample = Record<string, unknown> & { id: string; order_id: string };

/** The body of a fulfillment webhook, complete as Shopify sends it, and what a test changes. */
export function fulfillmentSample(changes: Record<string, unknown> = {}): FulfillmentSample {
  const id = nextId();
  const order = nextId();
  return {
    id,
    order_id: order,
    name: `#${order.slice(-4)}.1`,
    status: "success",
    created_at: "2026-11-20T06:00:00-05:00",
    updated_at: "2026-11-20T06:00:00-05:00",
    service: "manual",
    shipment_status: null,
    tracking_company: "USPS",
    tracking_number: null,
    tracking_numbers: [],
    email: "ada.byron@example.com",
    destination: {
      name: "Ada Byron",
      first_name: "Ada",
      last_name: "Byron",
      phone: "+1 555 0100",
      zip: "10118",
      city: "New York",
      country_code: "US",
    },
    line_items: [{ title: "Red mug", quantity: 2, requires_shipping: true, gift_card: false }],
    ...changes,
  };
}

/** Stores webhooks as the door does and reads them, in the order given. */
export async function receiveWebhooks(
  services: Services,
  account: TestAccount,
  webhooks: { topic: string; payload: unknown; webhookId?: string; triggeredAt?: Date }[],
): Promise<void> {
  const receive = createWebhookReceiver(services);
  for (const { topic, payload, webhookId = randomUUID(), triggeredAt = services.systemClock.now() } of webhooks) {
    const rawBody = typeof payload === "string" ? payload : JSON.stringify(payload);
    await receive({ webhookId, topic, shop: account.shop, triggeredAt, rawBody });
  }
  await processInbox(services, account.id);
}

/** One fulfillment webhook, stored and read. */
export const receiveFulfillment = (
  services: Services,
  account: TestAccount,
  payload: unknown,
  topic = "fulfillments/create",
) => receiveWebhooks(services, account, [{ topic, payload }]);
