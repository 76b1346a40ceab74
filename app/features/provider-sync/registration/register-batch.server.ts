import { randomUUID } from "node:crypto";
import {
  recordNotRegistering,
  recordRegistering,
  type OpenConnection,
} from "~/features/provider-sync/connection/connections.queries.server";
import {
  holdRegistrations,
  releaseRegistrations,
} from "~/features/provider-sync/connection/registration-holds.queries.server";
import { settle, takeForSending, type LedgerEntry } from "./registrations.queries.server";
import { accountSettings } from "~/features/account/account-settings.queries.server";
import { roomNow } from "~/features/provider-sync/quota/cap.server";
import { pacedCallOnTurn, pauseForQuota } from "~/features/provider-sync/connection/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { registrationItem } from "./registration-item.server";
import { settleAnswered, settleUnanswered } from "./settlements";

/**
 * How long before its turn a batch is put together: on a busy machine its transaction takes a tenth
 * of a second.
 */
const PREPARATION_MS = 150;

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "stopping">;

/**
 * Sends one batch: intent committed, then the call, then the outcome of every item. Dying between
 * any two lines leaves "sending" rows, which are looked up before anything is sent again.
 */
export async function registerBatch(deps: Deps, connection: OpenConnection, provider: TrackingProvider): Promise<void> {
  const { db, vault, clock, log } = deps;
  const batchId = randomUUID();
  const settings = await accountSettings(db, connection.accountId);
  let entries: LedgerEntry[] = [];
  const answer = await pacedCallOnTurn(
    deps,
    connection,
    async () => {
      // Taken only now that the call may go out: numbers that arrived while we waited for the pace
      // fill this batch up.
      entries = await db.transaction(async (tx) => {
        const now = clock.now();
        const room = await roomNow(tx, connection.accountId, settings.registrationCap, now);
        if (room.kind === "full") {
          await holdRegistrations(tx, connection.id, room.until);
          return [];
        }
        const limit = Math.min(provider.capabilities.batchSize, room.most);
        return takeForSending(tx, connection.accountId, { id: batchId, limit, now });
      });
      if (entries.length === 0) return null;
      log.info({ connectionId: connection.id, batchId, items: entries.length }, "batch is being sent");
      const items = entries.map((entry) => registrationItem(vault, entry, settings));
      return () => provider.register(items);
    },
    { preparationMs: PREPARATION_MS },
  );
  if (answer === null) return;
  const now = clock.now();
  const settlements =
    answer.kind === "settled"
      ? settleAnswered(
          entries,
          answer.results.map((result) => result.outcome),
          now,
        )
      : settleUnanswered(entries, answer.failure, now);
  if (answer.kind === "settled" && answer.oddities.length > 0) {
    log.warn({ batchId, oddities: answer.oddities.length }, "the provider's answer held items that were never sent");
  }
  if (answer.kind === "settled") {
    if (connection.registeringFailsSince) await recordRegistering(db, connection.id);
    // A pause the provider asks for is no fault of registering.
  } else if (answer.failure.kind !== "too-fast") {
    await recordNotRegistering(db, connection.id, answer.failure.detail, now);
  }
  log.info({ batchId, answered: answer.kind === "settled" }, "batch outcome is being stored");
  await db.transaction((tx) => settle(tx, batchId, settlements, now));
  // Said of an item where the provider took the call, of all of them where it did not.
  const outOfQuota = settlements.find((item) => item.outcome === "quota");
  if (outOfQuota) await pauseForQuota(deps, connection, outOfQuota.detail ?? "");
  else if (answer.kind === "settled" && connection.state === "quota")
    await releaseRegistrations(db, connection.id, now);
  log.info({ batchId, registered: settlements.filter((item) => item.state === "registered").length }, "batch settled");
}
