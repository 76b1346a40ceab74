import { mergeSettings } from "~/features/account/account-settings.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import { releaseRegistrations } from "~/features/provider-sync/connection/registration-holds.queries.server";
import { countInFlight, spentByNow } from "./registration-tally.queries.server";
import { forecastDays, largestCap, roomUnderCap } from "~/domain/quota/quota";
import type { Services } from "~/features/services.server";

export type SaveCapResult = { kind: "saved" } | { kind: "bad-cap" };

/**
 * Sets how many registrations a month the merchant allows; an empty text takes the cap away. What
 * waits is looked at anew.
 */
export async function saveCap(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  text: string,
): Promise<SaveCapResult> {
  const typed = withoutGrouping(text.trim());
  const cap = typed === "" ? null : Number(typed);
  if (cap !== null && !(/^\d+$/.test(typed) && cap <= largestCap)) return { kind: "bad-cap" };
  await db.transaction(async (tx) => {
    await mergeSettings(tx, accountId, { registrationCap: cap });
    const connection = await connectionOf(tx, accountId);
    if (!connection) return;
    await releaseRegistrations(tx, connection.id, clock.now());
    await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
  });
  return { kind: "saved" };
}

/**
 * "1,500", "1.500" and "1 500" are 1500. Marks anywhere else are no grouping: "1.5" is no whole
 * number, and must not become 15.
 */
function withoutGrouping(text: string): string {
  return /^\d{1,3}([\s,.'’]\d{3})+$/.test(text) ? text.replaceAll(/[\s,.'’]/g, "") : text;
}

export type CapRoom = { kind: "room"; most: number } | { kind: "full"; until: Date };

/** What is in flight is settled within seconds; only then is it known whether it leaves room. */
const SETTLED_WITHIN_MS = 10_000;

/** How many numbers may be sent now under the merchant's cap; or, where none, until when not. */
export async function roomNow(tx: Sql, accountId: string, cap: number | null, now: Date): Promise<CapRoom> {
  if (cap === null) return { kind: "room", most: Infinity };
  const { month, monthEndsAt } = await spentByNow(tx, accountId, { now, recentDays: forecastDays });
  const most = roomUnderCap({ cap, spent: month, inFlight: await countInFlight(tx, accountId) });
  if (most > 0) return { kind: "room", most };
  return { kind: "full", until: month >= cap ? monthEndsAt : new Date(now.getTime() + SETTLED_WITHIN_MS) };
}
