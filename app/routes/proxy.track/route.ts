import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAsked, askedBy, pageInTheme, readFields, requireProxy } from "./proxied.server";

const longestName = 100;

/**
 * The form inside the theme: where links in messages lead, and what a browser without script sees. A link may bring the order's name.
 * Below it (vite.config.ts) `o/<token>` is a link to one order; anywhere else, such as half of a link, every shopper can go on with
 * the form.
 */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const proxied = requireProxy(request);
  const query = new URL(request.url).searchParams;
  const locale = query.get("locale") ?? "";
  const [, token] = /^o\/([^/]+)\/?$/.exec(params["*"] ?? "") ?? [];
  if (token !== undefined)
    return answerAsked(proxied, { asked: { by: "link", token }, told: { order: "", hasEmail: true }, locale });
  const order = (query.get("order") ?? "").trim().slice(0, longestName);
  return pageInTheme(proxied, { order, locale, status: params["*"] ? 404 : 200 });
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const proxied = requireProxy(request);
  const fields = await readFields(request);
  const { order, number, locale } = fields;
  const told = { order, hasEmail: (fields.contact || fields.email) !== "", ...(number === "" ? {} : { number }) };
  return answerAsked(proxied, { asked: askedBy(fields, proxied.customerId), told, locale });
}
