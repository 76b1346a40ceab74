import { findFulfillmentForCustomer, parcelsForCustomer } from "~/features/shopper/customer-account/parcels.server";
import { readVisitor, type Visitor } from "~/features/shopper/customer-account/session-token.server";
import { findOrderForCustomer } from "~/features/shopper/look-up/find.server";
import type { Services } from "~/features/services.server";
import { languagesAsked } from "~/http/languages-asked";
import type { WebRoute } from "~/http/server/web-routes.server";

// Extensions run in a worker without an origin: without these headers an answer is a broken
// connection to them.
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Accept-Language, Content-Type",
  "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
  "Access-Control-Max-Age": "7200",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
  Vary: "Authorization, Accept-Language",
};

const answer = (body: { kind: string }, status = 200) => Response.json(body, { status, headers });

/** What the extensions in customer accounts ask for, with a session token of the shop. */
export function customerAccountRoute(services: Services): WebRoute {
  const read = (request: Request, below: string) => answerCustomer(services, request, below);
  return {
    path: "/api/customer",
    methods: {
      GET: read,
      HEAD: read,
      OPTIONS: () => new Response(null, { status: 204, headers }),
      POST: refuseMethod,
      PUT: refuseMethod,
      PATCH: refuseMethod,
      DELETE: refuseMethod,
    },
  };
}

async function answerCustomer(services: Services, request: Request, below: string): Promise<Response> {
  try {
    const subject = readPath(below);
    if (subject === null) return answer({ kind: "no-such-address" }, 404);
    const visitor = await readVisitor(services, request.headers.get("authorization"));
    if (visitor === null) return answer({ kind: "unauthorised" }, 401);
    return await answerAbout(subject, services, visitor, request);
  } catch (error) {
    services.log.error({ err: error }, "an extension in customer accounts got no answer");
    return answer({ kind: "failed" }, 500);
  }
}

function refuseMethod(): Response {
  const response = answer({ kind: "method-not-allowed" }, 405);
  response.headers.set("Allow", headers["Access-Control-Allow-Methods"]);
  return response;
}

type Subject = { what: "orders" | "fulfillments"; id: string } | { what: "parcels" };

/** `orders/<id>`, `fulfillments/<id>` or `parcels`. */
function readPath(path: string): Subject | null {
  if (path === "parcels") return { what: "parcels" };
  const [, what, id = ""] = /^(orders|fulfillments)\/([^/]+)$/.exec(path) ?? [];
  return what === "orders" || what === "fulfillments" ? { what, id } : null;
}

async function answerAbout(
  subject: Subject,
  services: Services,
  visitor: Visitor,
  request: Request,
): Promise<Response> {
  const language = languageAsked(request);
  if (subject.what === "parcels") {
    const after = new URL(request.url).searchParams.get("after");
    const finding = await parcelsForCustomer(services, visitor, { after, language });
    return answer(finding, { found: 200, "no-customer": 403, "no-such-page": 400 }[finding.kind]);
  }
  const { id } = subject;
  if (!/^\d{1,20}$/.test(id)) return answer({ kind: "not-found" });
  if (subject.what === "fulfillments")
    return answer(await findFulfillmentForCustomer(services, visitor, { shopifyFulfillmentId: id, language }));
  const { shopDomain, customerGid } = visitor;
  return answer(await findOrderForCustomer(services, { shopDomain, customerGid, shopifyOrderId: id, language }));
}

/** The extension names the one language it is showing its own words in. */
function languageAsked(request: Request): string {
  return languagesAsked(request.headers.get("accept-language") ?? "").find((tag) => tag !== "*") ?? "en";
}
