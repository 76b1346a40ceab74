import type { Services } from "~/features/services.server";
import type { WebRoute } from "~/http/server/web-routes.server";
import { answerAsked, askedBy, pageInTheme, readFields, requireProxy } from "./proxied.server";

const longestName = 100;

/** What shoppers ask a store for, through Shopify's app proxy. */
export function lookUpRoute(services: Services): WebRoute {
  const page = (request: Request, below: string) => showPage(services, request, below);
  return {
    path: "/proxy/track",
    methods: { GET: page, HEAD: page, POST: (request) => lookUp(services, request) },
  };
}

/**
 * The form inside the theme: where links in messages lead, and what a browser without script sees.
 * A link may bring the order's name. Below it `o/<token>` is a link to one order; at any other
 * address, such as half of a link, there is the form to go on with.
 */
async function showPage(services: Services, request: Request, below: string): Promise<Response> {
  const proxied = requireProxy(services, request);
  const query = new URL(request.url).searchParams;
  const locale = query.get("locale") ?? "";
  const [, token] = /^o\/([^/]+)\/?$/.exec(below) ?? [];
  if (token !== undefined)
    return answerAsked(services, proxied, {
      asked: { by: "link", token },
      form: { order: "", hasEmail: true },
      locale,
    });
  const order = (query.get("order") ?? "").trim().slice(0, longestName);
  return pageInTheme(services, proxied, { order, locale, status: below ? 404 : 200 });
}

async function lookUp(services: Services, request: Request): Promise<Response> {
  const proxied = requireProxy(services, request);
  const fields = await readFields(request);
  const { order, number, locale } = fields;
  const form = { order, hasEmail: (fields.contact || fields.email) !== "", ...(number === "" ? {} : { number }) };
  const reader = fields.view === "fragment" ? fields : null;
  return answerAsked(services, proxied, { asked: askedBy(fields, proxied.customerId), form, locale, reader });
}
