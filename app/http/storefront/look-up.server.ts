import type { Services } from "~/features/services.server";
import type { WebRoute } from "~/http/server/web-routes.server";
import { answerAsked, askedBy, pageInTheme, readFields, requireProxy } from "./proxied.server";

const longestName = 100;

/** What shoppers ask of a store through its app proxy. */
export function lookUpRoute(services: Services): WebRoute {
  const page = (request: Request, below: string) => showPage(services, request, below);
  return {
    path: "/proxy/track",
    methods: { GET: page, HEAD: page, POST: (request) => lookUp(services, request) },
  };
}

/**
 * The form inside the theme: where links in messages lead, and what a browser without script sees. A link may bring the order's name.
 * Below it `o/<token>` is a link to one order; anywhere else, such as half of a link, every shopper can go on with the form.
 */
async function showPage(services: Services, request: Request, below: string): Promise<Response> {
  const proxied = requireProxy(services, request);
  const query = new URL(request.url).searchParams;
  const locale = query.get("locale") ?? "";
  const [, token] = /^o\/([^/]+)\/?$/.exec(below) ?? [];
  if (token !== undefined)
    return answerAsked(services, proxied, {
      asked: { by: "link", token },
      told: { order: "", hasEmail: true },
      locale,
    });
  const order = (query.get("order") ?? "").trim().slice(0, longestName);
  return pageInTheme(services, proxied, { order, locale, status: below ? 404 : 200 });
}

async function lookUp(services: Services, request: Request): Promise<Response> {
  const proxied = requireProxy(services, request);
  const fields = await readFields(request);
  const { order, number, locale } = fields;
  const told = { order, hasEmail: (fields.contact || fields.email) !== "", ...(number === "" ? {} : { number }) };
  return answerAsked(services, proxied, { asked: askedBy(fields, proxied.customerId), told, locale });
}
