import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { Door } from "./dispatch.server";
import { webDoor } from "./exchange.server";

const lookUpPath = "/proxy/track";

interface LookUpRoute {
  loader: (args: LoaderFunctionArgs) => Promise<Response>;
  action: (args: ActionFunctionArgs) => Promise<Response>;
}

/**
 * Shoppers' look-ups, straight to their route; everything else goes on to `otherwise`. A store's visitors are many, and finding the one
 * route among all, copying the request twice and looking for a file of its name cost more than the look-up's own work.
 */
export function lookUpDoor(
  { loader, action }: LookUpRoute,
  limits: { appUrl: string; limitBytes: number },
  otherwise: Door,
): Door {
  const answer = webDoor(async (request) => {
    const below = new URL(request.url).pathname.slice(lookUpPath.length + 1);
    const args = { request, params: { "*": below }, context: {} };
    if (request.method === "POST") return action(args);
    if (request.method === "GET" || request.method === "HEAD") return loader(args);
    return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  }, limits);
  return (request, response, url) => {
    const isLookUp = url.pathname === lookUpPath || url.pathname.startsWith(`${lookUpPath}/`);
    return isLookUp ? answer(request, response) : otherwise(request, response, url);
  };
}
