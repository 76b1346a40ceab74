import { z } from "zod";
import {
  findOrderForShopper,
  trackingPageOf,
  type Asked,
  type LookUp,
  type LookUpInput,
} from "~/features/shopper/look-up/find.server";
import { checkProxySignature } from "~/features/shopper/look-up/proxy-signature";
import { sharedLookUpLimit } from "~/features/shopper/look-up/shared-limit.server";
import { createTurns } from "~/features/shopper/look-up/turns";
import type { Services } from "~/features/services.server";
import { trackPage, type Sent } from "./page.server";
import { languageOf } from "./words";

export const privately = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex, nofollow",
};

const turns = createTurns({ atOnce: 8, waiting: 200 });

/** What Shopify vouches for in a request, and how its answer is to speak. */
export interface Proxied extends Pick<LookUpInput, "shopDomain" | "pathPrefix"> {
  request: Request;
  customerId: string | null;
}

/** Answers what Shopify vouches for, or throws the refusal. Looks nothing up: a stranger costs one hash. */
export function requireProxy({ env, systemClock }: Services, request: Request): Proxied {
  const check = checkProxySignature(new URL(request.url).search, env.SHOPIFY_API_SECRET, systemClock.now());
  if (check.kind === "refused") throw new Response(null, { status: 401, headers: privately });
  const { shopDomain, pathPrefix, customerId } = check;
  return { request, shopDomain, pathPrefix, customerId };
}

/** Cut, not refused: what is longer than any order's name fits none, and is told the same way as a wrong one. */
const field = (maxLength: number) =>
  z
    .string()
    .catch("")
    .transform((text) => text.trim().slice(0, maxLength));
const fieldsSchema = z.object({
  order: field(100),
  contact: field(254),
  /** What `contact` was called before there were other ways than this. */
  email: field(254),
  number: field(100),
  order_id: field(20),
  locale: field(20),
});
export type Fields = z.infer<typeof fieldsSchema>;

/** What cannot be read is as good as empty. */
export async function readFields(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type") ?? "";
  const body = await bodyOf(request, type).catch(() => ({}));
  return fieldsSchema.parse(typeof body === "object" && body !== null && !Array.isArray(body) ? body : {});
}

async function bodyOf(request: Request, type: string): Promise<unknown> {
  if (type.includes("application/json")) return request.json();
  // What every form of ours sends; the general way to read forms takes several times as long.
  if (type.includes("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(await request.text()));
  return Object.fromEntries(await request.formData());
}

/** What a form asks for; null where it lacks something. */
export function askedBy(fields: Fields, customerId: string | null): Asked | null {
  const { order, number, order_id: shopifyOrderId } = fields;
  const contact = fields.contact || fields.email;
  if (shopifyOrderId !== "") return { by: "customer", shopifyOrderId, customerId };
  if (number !== "" && order === "" && contact === "") return { by: "number", number };
  return order === "" || contact === "" ? null : { by: "contact", orderName: order, contact };
}

type Told = Omit<Sent, "outcome">;

/** Looks up what is asked and answers in the form the request wants: for the block's script, or as a page in the theme. */
export async function answerAsked(
  services: Services,
  proxied: Proxied,
  { asked, told, locale = "" }: { asked: Asked | null; told: Told; locale?: string },
): Promise<Response> {
  const { request, shopDomain, pathPrefix } = proxied;
  const language = languageOf(locale || (request.headers.get("accept-language") ?? ""));
  const visitor = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? null;
  const deps = { ...services, limit: sharedLookUpLimit(services), turns };
  const outcome = asked
    ? await findOrderForShopper(deps, { shopDomain, pathPrefix, asked, visitor, language })
    : ({ kind: "incomplete" } as const);
  if (request.headers.get("accept")?.includes("application/json"))
    return Response.json(outcome, { status: statusOf(outcome), headers: privately });
  return pageInTheme(services, proxied, { sent: { ...told, outcome }, locale });
}

/** "Not found" is an answer like any other: a 404 would be red in the console of whoever mistyped. */
function statusOf(outcome: LookUp | { kind: "incomplete" }): number {
  if (outcome.kind === "too-many") return 429;
  return outcome.kind === "incomplete" ? 422 : 200;
}

/** The page for Shopify to put inside the theme. Its head is the theme's, so what search engines are told stands in the body, too. */
export async function pageInTheme(
  services: Services,
  { request, shopDomain, pathPrefix }: Proxied,
  {
    sent = null,
    order,
    locale = "",
    status = 200,
  }: { sent?: Sent | null; order?: string; locale?: string; status?: number },
): Promise<Response> {
  const language = languageOf(locale || (request.headers.get("accept-language") ?? ""));
  const { trackingPage: settings, timeZone } = await trackingPageOf(services, { shopDomain, pathPrefix });
  const page = trackPage({ action: pathPrefix, language, timeZone, settings, order, sent });
  const headers = { ...privately, "Content-Type": "application/liquid; charset=utf-8" };
  return new Response(`<meta name="robots" content="noindex, nofollow">\n${page}`, { status, headers });
}
