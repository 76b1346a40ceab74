import type { IncomingMessage, ServerResponse } from "node:http";
import { createWebhookReceiver } from "~/features/intake/inbox/receive-webhook.server";
import { knownTopics } from "~/features/intake/inbox/read-message";
import type { Services } from "~/features/services.server";
import { readBody, sendText } from "./server/exchange.server";
import { readSignedWebhook } from "./webhook-signature.server";

const topics = new Set(knownTopics);

/**
 * `POST /webhooks/<resource>/<event>`: read the raw body once, verify, store with the job that will
 * read it, answer. Outside Remix and without a session look-up, because this route carries a shop's
 * whole traffic (app/decisions/0001-webhooks-are-committed-in-groups-outside-remix.md).
 */
export function shopifyWebhooks(services: Services) {
  const { env, log } = services;
  const receive = createWebhookReceiver(services);

  return async function handle(request: IncomingMessage, response: ServerResponse, topic: string): Promise<void> {
    if (request.method !== "POST") {
      sendText(response, 405, "Webhooks are sent with POST");
      return;
    }
    if (!topics.has(topic)) {
      sendText(response, 404, "Homeward does not take this topic");
      return;
    }
    const body = await readBody(request, env.WEBHOOK_BODY_LIMIT_BYTES);
    if (body.kind === "broken") return void response.destroy();
    if (body.kind === "too-large") {
      response.setHeader("connection", "close");
      sendText(response, 413, `A webhook may have ${String(env.WEBHOOK_BODY_LIMIT_BYTES)} bytes`);
      return;
    }
    const signed = readSignedWebhook(request.headers, body.bytes, env.SHOPIFY_API_SECRET);
    if (!signed) {
      sendText(response, 401, "This webhook is not signed by Shopify for this app");
      return;
    }
    const rawBody = body.bytes.toString("utf8");
    if (!isJson(rawBody)) {
      sendText(response, 400, "The body is not JSON");
      return;
    }
    try {
      const triggeredAt = instantOf(request.headers["x-shopify-triggered-at"]);
      await receive({ ...signed, topic, triggeredAt, rawBody });
      response.statusCode = 200;
      response.end();
    } catch (error) {
      log.error({ err: error, topic }, "webhook could not be stored, Shopify will send it again");
      sendText(response, 503, "The webhook could not be stored. Send it again");
    }
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function instantOf(header: string | string[] | undefined): Date | null {
  const time = new Date(typeof header === "string" ? header : NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}
