import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Env } from "~/platform/environment.server";
import type { Metrics } from "~/features/operations/metrics.server";
import { sendText } from "./server/exchange.server";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** What proxies add: behind one on this machine, everybody comes from this machine. */
const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** `GET /metrics`: for whoever holds METRICS_TOKEN, or, when none is set, for this machine only. */
export async function serveMetrics(
  env: Pick<Env, "METRICS_TOKEN">,
  metrics: Metrics,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const given = request.headers.authorization?.replace(/^Bearer /i, "") ?? "";
  const allowed =
    env.METRICS_TOKEN === undefined
      ? ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.socket.remoteAddress ?? "") &&
        !forwarding.some((header) => header in request.headers)
      : timingSafeEqual(digest(given), digest(env.METRICS_TOKEN));
  if (!allowed) {
    sendText(response, 401, "This page needs the token in METRICS_TOKEN");
    return;
  }
  response.setHeader("content-type", metrics.contentType);
  response.end(await metrics.text());
}
