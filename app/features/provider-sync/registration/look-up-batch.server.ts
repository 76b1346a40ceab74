import { randomUUID } from "node:crypto";
import { recordRegistering, type OpenConnection } from "~/features/provider-sync/connection/connections.queries.server";
import { settle, takeForLookUp, type LookUpEntry } from "./registrations.queries.server";
import { numberKey } from "~/domain/tracking/number";
import type { TrackingUpdate } from "~/domain/tracking/update";
import { pacedCall, pacedCallOnTurn } from "~/features/provider-sync/connection/paced-call.server";
import type { TrackingKey, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { settleLookedUp, settleNotLookedUp } from "./settlements";

type Deps = Pick<Services, "db" | "clock" | "systemClock" | "log" | "stopping">;

/**
 * Asks the provider which of the numbers with an unknown outcome it has. Nothing is ever sent twice
 * without this. Where its list cannot be trusted to be whole, what is not in it is asked for by
 * itself, one number a go.
 */
export async function lookUpBatch(deps: Deps, connection: OpenConnection, provider: TrackingProvider): Promise<void> {
  const { db, clock, log } = deps;
  const batchId = randomUUID();
  let entries: LookUpEntry[] = [];
  const answer = await pacedCallOnTurn(
    deps,
    connection,
    async () => {
      entries = await db.transaction((tx) =>
        takeForLookUp(tx, connection.accountId, {
          id: batchId,
          limit: provider.capabilities.numbersPerQuery,
          now: clock.now(),
        }),
      );
      if (entries.length === 0) return null;
      const keys = entries.map(keyOf);
      return () => provider.lookUp(keys);
    },
    // What is missing shows that the call before was not carried out: only the next one tells
    // whether registering works again. Until then its pauses grow, though look-ups are answered in
    // between.
    { endsTrouble: (given) => given.kind === "settled" && given.missing.length === 0 },
  );
  if (answer === null) return;
  const found = new Map<LookUpEntry, TrackingUpdate>();
  if (answer.kind !== "failed") {
    for (const entry of entries) {
      const update = answer.found.find((given) => isSame(given, entry));
      if (update) found.set(entry, update);
    }
  }
  const unsaid = answer.kind === "part" ? entries.find((entry) => !found.has(entry)) : undefined;
  const read = unsaid && (await pacedCall(deps, connection, () => provider.read(keyOf(unsaid))));
  const now = clock.now();
  const settlements = entries.map((entry) => {
    const update = found.get(entry);
    if (update) return settleLookedUp(entry, update, now);
    if (answer.kind === "failed") return settleNotLookedUp(entry, answer.failure, now);
    if (answer.kind === "settled") return settleLookedUp(entry, null, now);
    if (entry === unsaid && read?.kind === "read") return settleLookedUp(entry, read.update, now);
    if (entry === unsaid && read?.kind === "unknown-number") return settleLookedUp(entry, null, now);
    const failure = entry === unsaid && read?.kind === "failed" ? read.failure : notAllThere;
    return settleNotLookedUp(entry, failure, now);
  });
  await db.transaction((tx) => settle(tx, batchId, settlements, now));
  if (answer.kind === "part") {
    log.warn({ connectionId: connection.id, batchId, found: found.size }, "the provider's look-up is not all there is");
  }
  const registered = settlements.filter((settlement) => settlement.state === "registered").length;
  // The call that seemed to fail has done its work.
  if (registered > 0 && connection.registeringFailsSince) await recordRegistering(db, connection.id);
  log.info(
    { connectionId: connection.id, batchId, looked: entries.length, found: registered },
    "unknown outcomes looked up",
  );
}

const notAllThere = { kind: "unreadable", detail: "part of the look-up is missing" } as const;

const keyOf = (entry: LookUpEntry): TrackingKey => ({ number: entry.numberKey, courierCode: entry.courierCode });

function isSame(update: TrackingUpdate, entry: LookUpEntry): boolean {
  return (
    numberKey(update.number) === entry.numberKey && update.courierCode.toLowerCase() === entry.courierCode.toLowerCase()
  );
}
