import type { RequestHandler } from "./dispatch.server";
import { webHandler } from "./exchange.server";

/**
 * What is answered at one address and everything below it, by method. A method that is not here is
 * refused with 405.
 */
export interface WebRoute {
  /** For instance `/proxy/track`. */
  path: string;
  methods: Partial<Record<string, (request: Request, below: string) => Promise<Response> | Response>>;
}

/**
 * Requests to a route, straight to it; everything else goes on to `otherwise`. These are asked by a
 * store's visitors, who are many: finding the one page among all of Remix's, copying the request
 * twice and looking for a file of its name cost more than the answer itself.
 */
export function webRoute(
  { path, methods }: WebRoute,
  limits: { appUrl: string; limitBytes: number },
  otherwise: RequestHandler,
): RequestHandler {
  const allowed = Object.keys(methods).join(", ");
  const answer = webHandler(async (request) => {
    const below = new URL(request.url).pathname.slice(path.length + 1);
    return (
      (await methods[request.method]?.(request, below)) ??
      new Response(null, { status: 405, headers: { Allow: allowed } })
    );
  }, limits);
  return (request, response, url) => {
    const isOurs = url.pathname === path || url.pathname.startsWith(`${path}/`);
    return isOurs ? answer(request, response) : otherwise(request, response, url);
  };
}
