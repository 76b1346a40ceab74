import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { findOrderForShopper, type LookUp } from "~/features/storefront-lookup/find.server";
import { lookUpLimitInMemory } from "~/features/storefront-lookup/look-up-limit";
import { checkProxySignature } from "~/features/storefront-lookup/proxy-signature";
import { getServices } from "~/services.server";
import { trackPage, type TrackPage } from "./page.server";
import { languageOf } from "./words";

const limit = lookUpLimitInMemory({ misses: { visitor: 20, order: 200 }, windowMs: 10 * 60_000, capacity: 20_000 });

const privately = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex" };

/** Cut, not refused: what is longer than any order's name fits none, and is told the same way as a wrong one. */
const field = (maxLength: number) =>
  z
    .string()
    .catch("")
    .transform((text) => text.trim().slice(0, maxLength));
const fieldsSchema = z.object({ order: field(100), contact: field(254), email: field(254), locale: field(20) });

/** The form inside the theme: where links in messages lead, and what a browser without script sees. */
export function loader({ request }: LoaderFunctionArgs): Response {
  const { pathPrefix } = requireProxy(request);
  return page({ action: pathPrefix, language: languageOf(request.headers.get("accept-language") ?? ""), sent: null });
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shopDomain, pathPrefix } = requireProxy(request);
  const services = getServices();
  const { order, contact, email: oldName, locale } = await readFields(request);
  const email = contact || oldName;
  const language = languageOf(locale || (request.headers.get("accept-language") ?? ""));
  const visitor = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? null;
  const outcome =
    order === "" || email === ""
      ? ({ kind: "incomplete" } as const)
      : await findOrderForShopper({ ...services, limit }, { shopDomain, orderName: order, email, visitor, language });

  if (!request.headers.get("accept")?.includes("application/json")) {
    return page({ action: pathPrefix, language, sent: { order, hasEmail: email !== "", outcome } });
  }
  return Response.json(outcome, { status: statusOf(outcome), headers: privately });
}

/** Answers what Shopify vouches for, or throws the refusal. Looks nothing up: a stranger costs one hash. */
function requireProxy(request: Request): { shopDomain: string; pathPrefix: string } {
  const { env, wallClock } = getServices();
  const check = checkProxySignature(new URL(request.url).search, env.SHOPIFY_API_SECRET, wallClock.now());
  if (check.kind === "refused") throw new Response(null, { status: 401, headers: privately });
  return check;
}

/** What cannot be read is as good as empty. */
async function readFields(request: Request): Promise<z.infer<typeof fieldsSchema>> {
  const isJson = request.headers.get("content-type")?.includes("application/json");
  const body: unknown = await (
    isJson ? request.json() : request.formData().then((form): unknown => Object.fromEntries(form))
  ).catch(() => ({}));
  return fieldsSchema.catch({ order: "", contact: "", email: "", locale: "" }).parse(body);
}

/** "Not found" is an answer like any other: a 404 would be red in the console of whoever mistyped. */
function statusOf(outcome: LookUp | { kind: "incomplete" }): number {
  if (outcome.kind === "too-many") return 429;
  return outcome.kind === "incomplete" ? 422 : 200;
}

function page(content: TrackPage): Response {
  const headers = { ...privately, "Content-Type": "application/liquid; charset=utf-8" };
  return new Response(trackPage(content), { headers });
}
