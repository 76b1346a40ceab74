import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "~/platform/log.server";
import { sendText } from "./exchange.server";

/** A way in: answers one kind of address. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/**
 * What shoppers are told stays out of caches, search engines and other sites' logs, whatever
 * becomes of the request.
 */
function keepPrivate(response: ServerResponse): void {
  response.setHeader("cache-control", "no-store");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("x-robots-tag", "noindex, nofollow");
}

/**
 * Sends each request to its door by the first part of its path, everything else to the pages.
 * Whatever a stranger asks for, and whatever a door does, the process goes on.
 */
export function dispatch(
  handlers: ReadonlyMap<string, RequestHandler>,
  pages: RequestHandler,
  observer: { log: Log; answered: (handler: string, status: number, tookMs: number) => void },
) {
  return function listen(request: IncomingMessage, response: ServerResponse): void {
    const readAt = performance.now();
    // The address is only taken apart here; a hostile one must not throw before there is a door to
    // answer it.
    const url = URL.parse(request.url ?? "/", "http://app.invalid");
    if (!url) return sendText(response, 400, "This address cannot be read");
    const name = url.pathname.split("/")[1] ?? "";
    if (name === "proxy") keepPrivate(response);
    const handler = handlers.get(name);
    const shown = handler ? name : "pages";
    response.on("finish", () => observer.answered(shown, response.statusCode, performance.now() - readAt));
    // Called inside the promise: a door that throws at once must end its request, never the
    // process.
    Promise.resolve()
      .then(() => (handler ?? pages)(request, response, url))
      .catch((error: unknown) => {
        observer.log.error({ err: error, handler: shown }, "request failed");
        if (response.headersSent) response.destroy();
        else sendText(response, 500, "Something went wrong here. Try again");
      });
  };
}
