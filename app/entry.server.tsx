import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { getServices } from "./features/services.server";
import { addDocumentResponseHeaders } from "~/shopify.server";

const STREAM_TIMEOUT_MS = 5000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  addDocumentResponseHeaders(request, headers);
  const readyEvent = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const { pipe, abort } = renderToPipeableStream(
      <RemixServer context={remixContext} url={request.url} abortDelay={STREAM_TIMEOUT_MS} />,
      {
        [readyEvent]: () => {
          const body = new PassThrough();
          headers.set("Content-Type", "text/html");
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          responseStatus = 500;
          getServices().log.error({ err: error }, "page could not be rendered");
        },
      },
    );
    // Later than React's own limit, so that rejected boundaries still reach the browser.
    setTimeout(abort, STREAM_TIMEOUT_MS + 1000).unref();
  });
}

/**
 * A loader or action that failed by surprise. The path holds ids at most; the query may hold what a
 * merchant searched for.
 */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return;
  // Addresses that strangers make up, and methods they try, are no failure of ours.
  if (isRouteErrorResponse(error) && error.status < 500) return;
  getServices().log.error({ err: error, path: new URL(request.url).pathname }, "request failed");
}
