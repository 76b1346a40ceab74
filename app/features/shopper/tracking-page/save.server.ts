import { lockSettings, mergeSettings } from "~/features/account/account-settings.queries.server";
import { askThemeFacts } from "~/features/account/theme-facts.queries.server";
import { parseSettings } from "~/domain/settings/settings";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { trackingPageFaults, type TrackingPageFault } from "~/domain/settings/tracking-page-faults";
import type { Services } from "~/features/services.server";

/**
 * What a merchant decided about the tracking page, from now on in every answer; the theme is told
 * soon after. Only what was changed is given: a form opened before somebody else saved must not
 * bring back what they took away.
 */
export async function saveTrackingPage(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  changes: Partial<TrackingPageSettings>,
): Promise<{ kind: "saved" } | { kind: "bad"; faults: TrackingPageFault[] }> {
  return db.transaction(async (tx) => {
    const { trackingPage: kept } = parseSettings(await lockSettings(tx, accountId));
    const settings = { ...kept, ...changes };
    const faults = trackingPageFaults(settings);
    if (faults.length > 0) return { kind: "bad", faults };
    await mergeSettings(tx, accountId, { trackingPage: settings });
    await askThemeFacts(tx, accountId, clock.now());
    await jobs.enqueue("publish-theme-facts", { accountId }, tx);
    return { kind: "saved" };
  });
}
