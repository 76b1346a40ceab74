import { z } from "zod";
import { fulfillmentPayload } from "./shop/fulfillment-payload";
import { readJson, sendJson } from "./http/reply";
import { HttpProblem, type Router } from "./http/router";
import { faultRequest } from "./gateway/faults";
import { seedStore } from "./shop/seed";
import { deliverWebhook } from "./shopify/webhooks";
import type { Sandbox } from "./sandbox";

const instant = z.iso.datetime({ offset: true });
const times = z.number().int().min(1).max(200).default(1);
const fulfilment = z.object({
  orderName: z.string().min(1).optional(),
  trackingNumbers: z.array(z.string()),
  trackingCompany: z.string().nullish(),
  email: z.string().optional(),
  countryCode: z.string().optional(),
  locale: z.string().optional(),
  note: z.string().optional(),
  fulfilledAt: instant.optional(),
  notify: z.boolean().default(true),
  webhookId: z.string().optional(),
  times,
});
const change = z.object({
  trackingNumbers: z.array(z.string()).optional(),
  trackingCompany: z.string().nullish(),
  status: z.enum(["success", "cancelled"]).optional(),
  /** When Shopify says it will arrive. */
  estimatedDeliveryAt: instant.nullish(),
  /** When it was changed, for changes of the past; the story clock's present otherwise. */
  updatedAt: instant.optional(),
  notify: z.boolean().default(true),
});
const webhook = z.object({
  topic: z.string().min(1),
  payload: z.unknown(),
  /** Sent instead of the payload as it stands, to send what is not JSON. */
  rawBody: z.string().optional(),
  webhookId: z.string().optional(),
  triggeredAt: instant.optional(),
  shop: z.string().optional(),
  times,
});
const HOURS_OF_TEN_YEARS = 87_600;
const clockMove = z.object({ hours: z.number().min(0).max(HOURS_OF_TEN_YEARS) });
const seeding = z.object({ webhooks: z.boolean().default(true) });
const config = z.object({ feedKey: z.string().nullish(), feedHookUrl: z.string().nullish() });

/** `/sandbox/...`: what tests and demos drive the sandbox with. */
export function addControls(router: Router, sandbox: Sandbox): void {
  const { settings, store, clock, gatewayCalls, faults, holds } = sandbox;
  const send = (
    topic: string,
    body: unknown,
    triggeredAt: Date,
    webhookId?: string,
    count?: number,
    shop = settings.shop,
  ) => deliverWebhook(settings, { topic, body, triggeredAt, webhookId, shop }, count);

  router.add("POST", "/sandbox/fulfillments", async (request, response) => {
    const input = readJson(fulfilment, request.body);
    const { order, fulfillment } = store.fulfil(input);
    const payload = fulfillmentPayload(order, fulfillment);
    const triggeredAt = new Date(fulfillment.createdAt);
    const statuses = input.notify
      ? await send("fulfillments/create", payload, triggeredAt, input.webhookId, input.times)
      : [];
    sendJson(response, 200, {
      payload,
      status: statuses[0] ?? null,
      statuses,
      orderName: order.name,
      orderId: order.id,
      fulfillmentId: fulfillment.id,
    });
  });

  router.add("POST", "/sandbox/fulfillments/:id", async (request, response) => {
    const { notify, ...input } = readJson(change, request.body);
    const changed = store.changeFulfillment(request.params.id ?? "", input);
    if (!changed) throw new HttpProblem(404, "There is no such fulfillment");
    const payload = fulfillmentPayload(changed.order, changed.fulfillment);
    const triggeredAt = new Date(changed.fulfillment.updatedAt);
    const statuses = notify ? await send("fulfillments/update", payload, triggeredAt) : [];
    sendJson(response, 200, { payload, status: statuses[0] ?? null, orderName: changed.order.name });
  });

  router.add("POST", "/sandbox/webhooks", async (request, response) => {
    const input = readJson(webhook, request.body);
    const triggeredAt = input.triggeredAt ? new Date(input.triggeredAt) : clock.now();
    const body = input.rawBody ?? JSON.stringify(input.payload ?? {});
    // Shopify kills the tokens before it tells.
    if (input.topic === "app/uninstalled" && (input.shop ?? settings.shop) === settings.shop)
      sandbox.tokens.revokeAll();
    const statuses = await send(input.topic, body, triggeredAt, input.webhookId, input.times, input.shop);
    sendJson(response, 200, { statuses });
  });

  router.add("GET", "/sandbox/orders", (_request, response) => {
    const orders = store.orders().map((order) => ({ ...order, fulfillments: store.fulfillmentsOf(order.id) }));
    sendJson(response, 200, { orders });
  });

  router.add("GET", "/sandbox/clock", (_request, response) =>
    sendJson(response, 200, { now: clock.now().toISOString() }),
  );
  router.add("POST", "/sandbox/clock", async (request, response) => {
    const { hours } = readJson(clockMove, request.body);
    const now = await clock.advance(hours);
    await sandbox.hints.push();
    sendJson(response, 200, { now: now.toISOString() });
  });

  router.add("POST", "/sandbox/config", (request, response) => {
    sandbox.configure(readJson(config, request.body));
    sendJson(response, 200, { ok: true });
  });

  router.add("GET", "/sandbox/provider/calls", (_request, response) => sendJson(response, 200, gatewayCalls.report()));
  router.add("POST", "/sandbox/provider/faults", (request, response) =>
    sendJson(response, 200, faults.set(readJson(faultRequest, request.body))),
  );
  router.add("GET", "/sandbox/provider/held", (_request, response) => sendJson(response, 200, { held: holds.count }));
  router.add("POST", "/sandbox/provider/release", (_request, response) =>
    sendJson(response, 200, { released: holds.release() }),
  );

  router.add("POST", "/sandbox/seed", async (request, response) => {
    const { webhooks } = readJson(seeding, request.body);
    const sendOne = async (payload: Record<string, unknown>, triggeredAt: Date, webhookId: string) =>
      (await send("fulfillments/create", payload, triggeredAt, webhookId))[0] ?? 0;
    const seed = { store, reported: sandbox.seeded, now: clock.now() };
    sendJson(response, 200, await seedStore(seed, webhooks ? sendOne : null));
  });
  router.add("POST", "/sandbox/reset", (_request, response) => {
    sandbox.reset();
    sendJson(response, 200, { ok: true });
  });
}
