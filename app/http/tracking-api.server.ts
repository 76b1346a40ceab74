import type { IncomingMessage, ServerResponse } from "node:http";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import type { Services } from "~/features/services.server";
import { maxBodyBytes } from "~/tracking-api/contract/limits";
import { openApiDocument } from "~/tracking-api/contract/open-api";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { bodyOf } from "~/tracking-api/server/request-body";
import { readBody } from "./server/exchange.server";
import { docsPage } from "./tracking-docs.server";

const DISCARD_AT_MOST_BYTES = 64 * 1024 * 1024;

/** `/v2/...` and `/v1/...`: the provider's own API, served over the accounts' shipments. */
export function servedTrackingApi(services: Services) {
  const server = createTrackingServer({
    service: createTrackingService(services),
    now: () => services.clock.now(),
    report: (error) => services.log.error({ err: error }, "tracking API crashed"),
  });

  return async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const isHead = request.method === "HEAD";
    const document = isHead || request.method === "GET" ? documentAt(url.pathname, services.env.SHOPIFY_APP_URL) : null;
    if (document) {
      response.setHeader("content-type", document.type).setHeader("content-length", Buffer.byteLength(document.text));
      return void response.end(isHead ? undefined : document.text);
    }
    const body = await readBody(request, maxBodyBytes);
    if (body.kind === "broken") return void response.destroy();
    // One byte too many is enough for the server to refuse the body in its own words.
    const bytes = body.kind === "body" ? body.bytes : Buffer.alloc(maxBodyBytes + 1);
    if (body.kind === "too-large") discardRest(request);
    const asked = {
      method: request.method ?? "GET",
      url,
      headers: { get: (name: string) => request.headers[name.toLowerCase()]?.toString() ?? null },
      body: () => bodyOf(bytes, request.headers["content-encoding"] ?? null),
    };
    const { status, headers, text } = await server.answer(asked, url.pathname.startsWith("/v1") ? "v1" : "v2");
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(isHead ? undefined : text);
  };
}

/**
 * Lets the rest of a body that is too large come in and go nowhere: closing at once would reset the
 * connection, and the refusal would be lost on a client that reads only after it has sent
 * everything.
 */
function discardRest(request: IncomingMessage): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > DISCARD_AT_MOST_BYTES) request.destroy();
  });
}

/** The API described, for programs and for people; nobody needs a key to read it. */
function documentAt(pathname: string, appUrl: string): { type: string; text: string } | null {
  const [, mount, file] = /^\/(v[12])\/(openapi\.json|docs)\/?$/.exec(pathname) ?? [];
  if (mount === undefined) return null;
  const brand = mount === "v1" ? "trackru-v1" : "trackingmore-v2";
  const baseUrl = new URL(`/${mount}`, appUrl).href;
  return file === "docs"
    ? { type: "text/html; charset=utf-8", text: docsPage(brand, baseUrl) }
    : { type: "application/json", text: JSON.stringify(openApiDocument(brand, baseUrl)) };
}
