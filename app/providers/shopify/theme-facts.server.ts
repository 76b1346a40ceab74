import { z } from "zod";
import type { AdminClient, AdminFailure } from "./admin-client.server";
import { installationQuery, setMetafieldsMutation } from "./graphql/theme-facts";

/**
 * What the theme's blocks read as `app.metafields.homeward.tracking_page.value`. An empty text
 * leaves the block its own.
 */
export interface ThemeFacts {
  /** `email`, `phone`, `postcode`, `number`. */
  look_up_by: string[];
  heading: string;
  intro: string;
  contact_url: string;
  /** `#rrggbb`, or empty to follow the theme. */
  accent: string;
}

/** `not-accepted`: Shopify understood and would not store it; `detail` says why. */
export type ThemeFactsResult = { kind: "written" } | { kind: "not-accepted"; detail: string } | AdminFailure;

const TIMEOUT_MS = 10_000;
const installation = z.object({ currentAppInstallation: z.object({ id: z.string() }) });
const written = z.object({
  metafieldsSet: z.object({ userErrors: z.array(z.object({ message: z.string(), code: z.string().nullish() })) }),
});

/**
 * Stores the facts in the one metafield (owner: this installation, namespace `homeward`, key
 * `tracking_page`, type `json`). Harmless to repeat. Never throws for anything Shopify may answer.
 */
export async function writeThemeFacts(admin: AdminClient, facts: ThemeFacts): Promise<ThemeFactsResult> {
  const owner = await admin.query(installationQuery, {}, { timeoutMs: TIMEOUT_MS });
  if (owner.kind === "failed") return owner;
  const found = installation.safeParse(owner.data);
  if (!found.success) return unreadable("Shopify told no installation");
  const { id: ownerId } = found.data.currentAppInstallation;
  const metafield = {
    ownerId,
    namespace: "homeward",
    key: "tracking_page",
    type: "json",
    value: JSON.stringify(facts),
  };
  const answer = await admin.query(setMetafieldsMutation, { metafields: [metafield] }, { timeoutMs: TIMEOUT_MS });
  if (answer.kind === "failed") return answer;
  const end = written.safeParse(answer.data);
  if (!end.success) return unreadable("Shopify's answer to metafieldsSet has another shape");
  const { userErrors } = end.data.metafieldsSet;
  if (userErrors.length === 0) return { kind: "written" };
  return {
    kind: "not-accepted",
    detail: userErrors.map(({ message, code }) => `${code ?? ""} ${message}`.trim()).join("; "),
  };
}

function unreadable(detail: string): AdminFailure {
  return { kind: "failed", reason: "unreadable", detail, partial: null };
}
