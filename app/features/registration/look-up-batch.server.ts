import { randomUUID } from "node:crypto";
import type { OpenConnection } from "~/db/connections.server";
import { settle, takeForLookUp, type LedgerEntry } from "~/db/registrations.server";
import { numberKey } from "~/domain/tracking/number";
import type { TrackingUpdate } from "~/domain/tracking/update";
import { pacedCallOnTurn } from "~/features/provider-calls/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port";
import type { Services } from "~/services.server";
import { settleLookedUp, settleNotLookedUp } from "./settlements";

type Parts = Pick<Services, "db" | "clock" | "wallClock" | "log" | "stopping">;

/** Asks the provider which of the numbers with an unknown outcome it has. Nothing is ever sent twice without this. */
export async function lookUpBatch(parts: Parts, connection: OpenConnection, provider: TrackingProvider): Promise<void> {
  const { db, clock, log } = parts;
  const batchId = randomUUID();
  let entries: LedgerEntry[] = [];
  const answer = await pacedCallOnTurn(parts, connection, async () => {
    entries = await db.transaction((tx) =>
      takeForLookUp(tx, connection.accountId, {
        id: batchId,
        limit: provider.capabilities.numbersPerQuery,
        now: clock.now(),
      }),
    );
    if (entries.length === 0) return null;
    const keys = entries.map((entry) => ({ number: entry.numberKey, courierCode: entry.courierCode }));
    return () => provider.lookUp(keys);
  });
  if (answer === null) return;
  const now = clock.now();
  const settlements = entries.map((entry) =>
    answer.kind === "settled"
      ? settleLookedUp(entry, answer.found.find((update) => isSame(update, entry)) ?? null, now)
      : settleNotLookedUp(entry, answer.failure, now),
  );
  await db.transaction((tx) => settle(tx, batchId, settlements, now));
  const found = settlements.filter((settlement) => settlement.state === "registered").length;
  log.info({ connectionId: connection.id, batchId, looked: entries.length, found }, "unknown outcomes looked up");
}

function isSame(update: TrackingUpdate, entry: LedgerEntry): boolean {
  return (
    numberKey(update.number) === entry.numberKey && update.courierCode.toLowerCase() === entry.courierCode.toLowerCase()
  );
}
