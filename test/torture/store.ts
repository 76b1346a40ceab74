import { randomUUID } from "node:crypto";
import { z } from "zod";
import { eventually, type DemoFacts } from "../e2e/support/demo-run";
import type { SandboxClient } from "../e2e/support/sandbox-client";
import type { PlannedFulfillment } from "./plan";

const DELIVERED_WITHIN_MS = 90_000;

/** One webhook of Shopify's; sent again and again under the same id until the app has taken it. */
export interface Message {
  topic: "fulfillments/create" | "fulfillments/update";
  payload: unknown;
  webhookId: string;
}

const answered = z.object({ payload: z.record(z.string(), z.unknown()), fulfillmentId: z.string().optional() });

/** Puts the fulfillments into the store, one after the other so that their ids are the same in every run, and tells nobody. */
export async function fulfilSilently(facts: () => DemoFacts, planned: PlannedFulfillment[]): Promise<Message[][]> {
  const post = async (place: string, body: unknown) => {
    const response = await fetch(`${facts().sandboxUrl}${place}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...(body as object), notify: false }),
    });
    return answered.parse(await response.json());
  };
  const all: Message[][] = [];
  for (const { orderName, number, secondNumber, trackingCompany, fulfilledAt } of planned) {
    const made = await post("/sandbox/fulfillments", {
      orderName,
      trackingNumbers: [number],
      trackingCompany,
      fulfilledAt,
    });
    const messages: Message[] = [{ topic: "fulfillments/create", payload: made.payload, webhookId: randomUUID() }];
    if (secondNumber !== null) {
      const changed = await post(`/sandbox/fulfillments/${made.fulfillmentId ?? ""}`, {
        trackingNumbers: [number, secondNumber],
      });
      messages.push({ topic: "fulfillments/update", payload: changed.payload, webhookId: randomUUID() });
    }
    all.push(messages);
  }
  return all;
}

/** Delivers a webhook so many times at once, and as Shopify does again while the app does not answer 200. */
export async function deliver(sandbox: SandboxClient, message: Message, times = 1): Promise<void> {
  await eventually(async () => ((await sandbox.webhook({ ...message, times })).includes(200) ? true : null), {
    withinMs: DELIVERED_WITHIN_MS,
    what: `${message.topic} to be taken`,
  });
}
