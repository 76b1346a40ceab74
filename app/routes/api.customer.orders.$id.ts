import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { findOrderForCustomer } from "~/features/storefront-lookup/find.server";
import { getServices, type Services } from "~/services.server";

// The extension runs in a worker without an origin: every answer carries these, or it would see a broken connection.
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Allow-Methods": "GET, OPTIONS",
  "Access-Control-Max-Age": "7200",
  "Cache-Control": "no-store",
  Vary: "Authorization, Accept-Language",
};

const answer = (body: unknown, status = 200) => Response.json(body, { status, headers });

const claims = z.object({
  dest: z.string().transform((dest) => dest.replace(/^https:\/\//, "")),
  exp: z.number(),
  sub: z.string().startsWith("gid://shopify/Customer/").nullable().catch(null),
});

/** The order-status widget's data: whoever holds a session token of a shop, asking for one of its orders. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
  const services = getServices();
  try {
    const token = await readToken(services, request);
    if (token === null) return answer({ kind: "unauthorised" }, 401);
    const id = params.id ?? "";
    if (!/^\d{1,20}$/.test(id)) return answer({ kind: "not-found" });
    const language = request.headers.get("accept-language")?.slice(0, 2) ?? "en";
    const order = { shopDomain: token.dest, shopifyOrderId: id, customerGid: token.sub, language };
    return answer(await findOrderForCustomer(services, order));
  } catch (error) {
    services.log.error({ err: error }, "the order-status widget got no answer");
    return answer({ kind: "failed" }, 500);
  }
}

export function action(_: ActionFunctionArgs): Response {
  return answer({ kind: "method-not-allowed" }, 405);
}

/** The checked claims, null for a token that is missing, forged, expired, or another app's. */
async function readToken({ shopify }: Services, request: Request): Promise<z.infer<typeof claims> | null> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (token === undefined) return null;
  try {
    const payload = await shopify.session.decodeSessionToken(token, { checkAudience: true });
    return claims.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
}
