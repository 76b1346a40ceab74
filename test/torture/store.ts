import { randomUUID } from "node:crypto";
import { eventually } from "../e2e/support/demo-run";
import type { SandboxClient } from "../e2e/support/sandbox-client";
import type { PlannedFulfillment } from "./plan";

const DELIVERED_WITHIN_MS = 90_000;

/** One webhook of Shopify's; sent again and again under the same id until the app has taken it. */
export interface Message {
  topic: "fulfillments/create" | "fulfillments/update";
  payload: unknown;
  webhookId: string;
}

/** What is known of a fulfillment in the store. */
export interface InStore {
  id: string;
  messages: Message[];
}

const CHANGED_AFTER_MS = 60_000;

/**
 * Puts one fulfillment into the store and tells nobody. Shopify's record of it is back-dated, so
 * that the hourly comparison passes it by and its webhooks are what brings it in; `showAsChanged`
 * ends that.
 */
export async function fulfilSilently(sandbox: SandboxClient, planned: PlannedFulfillment): Promise<InStore> {
  const { orderName, number, secondNumber, trackingCompany, fulfilledAt } = planned;
  const silent = { notify: false, trackingNumbers: [number] };
  const { fulfillmentId: id, payload } = await sandbox.fulfil({ ...silent, orderName, trackingCompany, fulfilledAt });
  const messages: Message[] = [{ topic: "fulfillments/create", payload, webhookId: randomUUID() }];
  if (secondNumber === null) return { id, messages };
  const updatedAt = new Date(Date.parse(fulfilledAt) + CHANGED_AFTER_MS).toISOString();
  const change = { ...silent, trackingNumbers: [number, secondNumber], updatedAt };
  const changed = await sandbox.changeFulfillment(id, change);
  messages.push({ topic: "fulfillments/update", payload: changed.payload, webhookId: randomUUID() });
  return { id, messages };
}

/**
 * From now on Shopify's record says that the fulfillment has just been changed, as it does when its
 * messages are lost on the way.
 */
export async function showAsChanged(sandbox: SandboxClient, { id }: InStore): Promise<void> {
  await sandbox.changeFulfillment(id, { notify: false });
}

/**
 * Delivers a webhook so many times at once, and as Shopify does again while the app does not
 * answer 200.
 */
export async function deliver(sandbox: SandboxClient, message: Message, times = 1): Promise<void> {
  await eventually(async () => ((await sandbox.webhook({ ...message, times })).includes(200) ? true : null), {
    withinMs: DELIVERED_WITHIN_MS,
    what: `${message.topic} to be taken`,
  });
}
