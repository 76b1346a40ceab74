import { randomUUID } from "node:crypto";
import type { OpenConnection } from "~/db/connections.server";
import { settle, takeForSending, type LedgerEntry } from "~/db/registrations.server";
import { parseSettings } from "~/domain/settings/settings";
import { pacedCallOnTurn, pauseForQuota } from "~/features/provider-calls/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port";
import type { Services } from "~/services.server";
import { registrationItem } from "./registration-item.server";
import { settleAnswered, settleUnanswered } from "./settlements";

/** How long before its turn a batch is put together: on a busy machine its transaction takes a tenth of a second. */
const PREPARATION_MS = 150;

type Parts = Pick<Services, "db" | "vault" | "clock" | "log" | "stopping">;

/**
 * Sends one batch: intent committed, then the call, then the outcome of every item. Dying between any two lines leaves "sending" rows,
 * which are looked up before anything is sent again.
 */
export async function registerBatch(
  parts: Parts,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const { db, vault, clock, log } = parts;
  const batchId = randomUUID();
  const account = await db.prisma.account.findUniqueOrThrow({
    where: { id: connection.accountId },
    select: { settings: true },
  });
  const settings = parseSettings(account.settings);
  let entries: LedgerEntry[] = [];
  const answer = await pacedCallOnTurn(
    parts,
    connection,
    async () => {
      // Taken only now that the call may go out: numbers that arrived while we waited for the pace fill this batch up.
      entries = await db.transaction((tx) =>
        takeForSending(tx, connection.accountId, {
          id: batchId,
          limit: provider.capabilities.batchSize,
          now: clock.now(),
        }),
      );
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
  log.info({ batchId, answered: answer.kind === "settled" }, "batch outcome is being stored");
  await db.transaction((tx) => settle(tx, batchId, settlements, now));
  const outOfQuota = settlements.find((item) => item.outcome === "quota" && item.state === "waiting");
  if (outOfQuota) await pauseForQuota(parts, connection, outOfQuota.detail ?? "");
  log.info({ batchId, registered: settlements.filter((item) => item.state === "registered").length }, "batch settled");
}
