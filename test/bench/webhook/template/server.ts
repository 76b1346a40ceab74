import { createServer } from "node:http";
import { createRequestHandler } from "@remix-run/node";
import * as build from "virtual:remix/server-build";
import { readBody, sendResponse, toRequest } from "~/http/server/exchange.server";

// Lighter than the template's own remix-serve (no Express, no request log), so that the comparison
// is not won by that.

const appUrl = process.env.SHOPIFY_APP_URL ?? "";
const handle = createRequestHandler(build, "production");

createServer((request, response) => {
  const answer = async () => {
    const body = await readBody(request, 1024 * 1024);
    if (body.kind !== "body") return void response.destroy();
    const { signal } = new AbortController();
    await sendResponse(await handle(toRequest(request, body.bytes, appUrl, signal)), response, false);
  };
  answer().catch(() => response.destroy());
}).listen(Number(process.env.PORT), "127.0.0.1");

process.on("SIGTERM", () => process.exit(0));
