import type { IncomingMessage, ServerResponse } from "node:http";
import { receivePush } from "~/features/intake/inbox/receive-push.server";
import type { Services } from "~/features/services.server";
import { headersOf, readBody, sendText } from "./server/exchange.server";

const refusals = {
  "unknown-token": [404, "There is no such address"],
  signature: [
    401,
    "The signature does not fit. Check the account e-mail, webhook secret or key in Homeward's settings",
  ],
  stale: [401, "The push is too old"],
  malformed: [400, "The push cannot be read"],
} as const;

/**
 * `POST /hooks/tracking/<token>`: the provider's push for one account, in the form its kind of
 * provider sends.
 */
export function trackingPushes(services: Services) {
  return async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const token = /^\/hooks\/tracking\/([A-Za-z0-9_-]{16,128})\/?$/.exec(url.pathname)?.[1];
    if (token === undefined) {
      sendText(response, 404, "There is no such address");
      return;
    }
    if (request.method !== "POST") {
      sendText(response, 405, "Pushes are sent with POST");
      return;
    }
    const body = await readBody(request, services.env.WEBHOOK_BODY_LIMIT_BYTES);
    if (body.kind === "broken") return void response.destroy();
    if (body.kind === "too-large") {
      // Nothing is lost: what it was about is read when it is due.
      services.log.warn({ reason: "too-large", limit: services.env.WEBHOOK_BODY_LIMIT_BYTES }, "push refused");
      sendText(response, 413, "This push is too large");
      return;
    }
    const outcome = await receivePush(services, {
      token,
      headers: headersOf(request),
      rawBody: body.bytes.toString("utf8"),
    });
    if (outcome.kind === "taken") {
      sendText(response, 200, "200");
      return;
    }
    const [status, text] = refusals[outcome.reason];
    sendText(response, status, text);
  };
}
