import { whileHoldingLock } from "~/platform/database/client.server";
import { askThemeFactsAgain, dueThemeFacts, endThemeFactsTry } from "~/features/account/theme-facts.queries.server";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { afterFailure, endedByOpening, type SyncTrouble } from "~/features/intake/sync/failures";
import { writeThemeFacts, type ThemeFacts } from "~/providers/shopify/theme-facts.server";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "clock" | "log" | "adminFor">;

/**
 * How telling a theme ended. `waits`: tried again at a time that stands in the account; `given-up`:
 * a person or Shopify must do something first.
 */
export type PublishEnd =
  { kind: "written" | "nothing-due" } | { kind: "waits" | "given-up"; trouble: SyncTrouble | "not-accepted" };

/** What of the settings the theme's blocks read; hidden words and places stay with us. */
export function themeFactsOf(settings: TrackingPageSettings): ThemeFacts {
  const { lookUpBy, heading, intro, contactUrl, accentColour } = settings;
  return { look_up_by: lookUpBy, heading, intro, contact_url: contactUrl, accent: accentColour };
}

/**
 * Tells one shop's theme what is stored now. One at a time for a shop, so that of two saves the
 * later one stays; what was saved while Shopify was asked keeps its own turn.
 */
export async function publishThemeFacts(deps: Deps, accountId: string): Promise<PublishEnd> {
  const end = await whileHoldingLock(deps.db, `theme-facts:${accountId}`, () => publish(deps, accountId), {
    wait: true,
  });
  return end ?? { kind: "nothing-due" };
}

async function publish({ db, clock, log, adminFor }: Deps, accountId: string): Promise<PublishEnd> {
  const due = await dueThemeFacts(db, accountId);
  if (due === null || due.dueAt > clock.now()) return { kind: "nothing-due" };
  const result = await writeThemeFacts(adminFor(due.shopDomain), themeFactsOf(due.trackingPage));
  if (result.kind === "written") {
    await endThemeFactsTry(db, accountId, due, { nextAt: null, failures: 0, trouble: null });
    return { kind: "written" };
  }
  const after =
    result.kind === "failed" ? afterFailure(result, due.failures) : { kind: "stop" as const, trouble: result.kind };
  const { trouble } = after;
  log.warn({ accountId, trouble, detail: result.detail }, "the theme was not told of the tracking page");
  const nextAt = after.kind === "wait" ? new Date(clock.now().getTime() + after.ms) : null;
  await endThemeFactsTry(db, accountId, due, { nextAt, failures: due.failures + 1, trouble });
  return { kind: nextAt ? "waits" : "given-up", trouble };
}

/** A fresh token may be what was missing. */
export async function publishAfterAuth({ db, clock }: Pick<Deps, "db" | "clock">, accountId: string): Promise<void> {
  await askThemeFactsAgain(db, accountId, clock.now(), endedByOpening);
}
