import { mergeSettings } from "~/features/account/account-settings.queries.server";
import type { Services } from "~/features/services.server";

/** The guide has been read; it stays away. */
export async function dismissSetup({ db }: Pick<Services, "db">, accountId: string): Promise<void> {
  await mergeSettings(db, accountId, { setupDismissed: true });
}

/** The merchant says that the block stands in the theme. */
export async function markTrackingBlockAdded({ db }: Pick<Services, "db">, accountId: string): Promise<void> {
  await mergeSettings(db, accountId, { trackingBlockAdded: true });
}
