import { z } from "zod";
import {
  findOrderForShopper,
  trackingPageOf,
  type Asked,
  type LookUpInput,
} from "~/features/shopper/look-up/find.server";
import { checkProxySignature } from "~/features/shopper/look-up/proxy-signature";
import { sharedLookUpLimit } from "~/features/shopper/look-up/shared-limit.server";
import { createTurns } from "~/features/shopper/look-up/turns";
import type { Services } from "~/features/services.server";
import { timesIn } from "../../../extensions/customer-order-status/src/times";
import { answerFragment, type FormOutcome } from "./outcome";
import { trackPage, type Sent } from "./page.server";
import { timesFor } from "./times";
import { languageOf, localeOfTimes } from "./words";

export const privately = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex, nofollow",
};

const turns = createTurns({ atOnce: 8, waiting: 200 });

/** What Shopify's signature says of a request. */
export interface Proxied extends Pick<LookUpInput, "shopDomain" | "pathPrefix"> {
  request: Request;
  customerId: string | null;
}

/**
 * What the signature says, or a thrown refusal. Looks nothing up: an unsigned request costs one
 * hash.
 */
export function requireProxy({ env, systemClock }: Services, request: Request): Proxied {
  const check = checkProxySignature(new URL(request.url).search, env.SHOPIFY_API_SECRET, systemClock.now());
  if (check.kind === "refused") throw new Response(null, { status: 401, headers: privately });
  const { shopDomain, pathPrefix, customerId } = check;
  return { request, shopDomain, pathPrefix, customerId };
}

/**
 * Cut, not refused: what is longer than any order's name fits none, and gets the answer of a wrong
 * one.
 */
const field = (maxLength: number) =>
  z
    .string()
    .catch("")
    .transform((text) => text.trim().slice(0, maxLength));
const fieldsSchema = z.object({
  order: field(100),
  contact: field(254),
  /** The name of `contact` while e-mail was the only way. */
  email: field(254),
  number: field(100),
  order_id: field(20),
  locale: field(20),
  /** `fragment`: the theme block asks by its script, and puts the answer in its place. */
  view: field(20),
  /** With a fragment: the language of the block's words, and the reader's time zone. */
  language: field(20),
  time_zone: field(50),
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
  // All our forms send this; the general way to read forms takes several times as long.
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

/** What a fragment depends on beside the answer itself. */
export type Reader = Pick<Fields, "language" | "time_zone">;

interface Question {
  asked: Asked | null;
  /** For the form above the answer. */
  form: Omit<Sent, "outcome">;
  locale?: string;
  /** Null for a browser without script, which gets a page. */
  reader?: Reader | null;
}

/**
 * Looks up what is asked and answers as the request wants: in data, as a fragment, or as a page in
 * the theme.
 */
export async function answerAsked(
  services: Services,
  proxied: Proxied,
  { asked, form, locale = "", reader = null }: Question,
): Promise<Response> {
  const { request, shopDomain, pathPrefix } = proxied;
  const isData = request.headers.get("accept")?.includes("application/json") ?? false;
  const language = languageOf((!isData && reader?.language) || localeAsked(request, locale));
  const visitor = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? null;
  const deps = { ...services, limit: sharedLookUpLimit(services), turns };
  const outcome = asked
    ? await findOrderForShopper(deps, { shopDomain, pathPrefix, asked, visitor, language })
    : ({ kind: "incomplete" } as const);
  if (isData) return Response.json(outcome, { status: statusOf(outcome), headers: privately });
  if (!reader) return pageInTheme(services, proxied, { sent: { ...form, outcome }, locale });
  const written = localeOfTimes(language, locale);
  // In the shop's time zone where the browser names none that is known here.
  const times =
    timesFor(written, reader.time_zone) ?? timesIn(written, (await trackingPageOf(services, proxied)).timeZone);
  const fragment = answerFragment({ outcome, language, times });
  // As HTML, which Shopify passes on: Liquid would be run, and put into the theme.
  const headers = { ...privately, "Content-Type": "text/html; charset=utf-8" };
  return new Response(fragment, { status: statusOf(outcome), headers });
}

function localeAsked(request: Request, locale: string): string {
  return locale || (request.headers.get("accept-language") ?? "");
}

/** "Not found" is an answer like any other: browsers show a 404 in red on the console. */
function statusOf(outcome: FormOutcome): number {
  if (outcome.kind === "too-many") return 429;
  return outcome.kind === "incomplete" ? 422 : 200;
}

/**
 * The page for Shopify to put inside the theme. The head is the theme's, so the body has a word to
 * search engines, too.
 */
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
  const language = languageOf(localeAsked(request, locale));
  const { trackingPage: settings, timeZone } = await trackingPageOf(services, { shopDomain, pathPrefix });
  const page = trackPage({ action: pathPrefix, language, timeZone, settings, order, sent });
  const headers = { ...privately, "Content-Type": "application/liquid; charset=utf-8" };
  return new Response(`<meta name="robots" content="noindex, nofollow">\n${page}`, { status, headers });
}
