import { accountsOfShops, storeArrivals, type ArrivedMessage } from "./inbox.queries.server";
import type { Services } from "~/features/services.server";

const MAX_PER_COMMIT = 200;

export interface ArrivedWebhook {
  webhookId: string;
  topic: string;
  shop: string;
  triggeredAt: Date | null;
  rawBody: string;
}

interface Waiting {
  message: ArrivedMessage;
  stored: () => void;
  failed: (error: unknown) => void;
}

/**
 * Group commit: webhooks that arrive while a transaction is under way share the next one, with one job per account, and are
 * answered after it. One job per webhook would serialise every commit behind a NOTIFY.
 *
 * The next group waits for this one, so every wait inside the transaction counts for all. Therefore the job is not sent after what the
 * INSERT answers but beside it, to the account the shop had last time: a job too many does no harm.
 */
export function createWebhookReceiver({
  db,
  vault,
  systemClock,
  jobs,
  log,
}: Pick<Services, "db" | "vault" | "systemClock" | "jobs" | "log">) {
  let waiting: Waiting[] = [];
  let committing = false;
  const accounts = new Map<string, string>();

  const accountsOf = async (shops: Set<string>): Promise<string[]> => {
    const strange = [...shops].filter((shop) => !accounts.has(shop));
    const found = strange.length > 0 ? await accountsOfShops(db, strange) : [];
    for (const { shop, accountId } of found) accounts.set(shop, accountId);
    return [...shops].flatMap((shop) => accounts.get(shop) ?? []);
  };

  const commitGroup = async (group: Waiting[]) => {
    const arrivals = group.map((entry) => entry.message);
    const expected = await accountsOf(new Set(arrivals.map(({ shop }) => shop)));
    const stored = await db.transactionOf(1 + expected.length, async (tx) => {
      const [accountIds] = await Promise.all([
        storeArrivals(tx, arrivals, systemClock.now()),
        ...expected.map((accountId) => jobs.enqueue("process-inbox", { accountId }, tx)),
      ]);
      return accountIds;
    });
    const unexpected = stored.filter((accountId) => !expected.includes(accountId));
    if (unexpected.length > 0) accounts.clear();
    for (const accountId of unexpected) await jobs.enqueue("process-inbox", { accountId });
    log.info({ webhooks: arrivals.length }, "webhooks stored");
  };

  const commitAll = async () => {
    committing = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_PER_COMMIT);
      waiting = waiting.slice(MAX_PER_COMMIT);
      try {
        await commitGroup(group);
        for (const entry of group) entry.stored();
      } catch (error) {
        for (const entry of group) entry.failed(error);
      }
    }
    committing = false;
  };

  /** Resolves once the webhook and the job that will read it are committed; rejects when they are not. */
  return function receiveWebhook(webhook: ArrivedWebhook): Promise<void> {
    return new Promise((resolve, reject) => {
      const message: ArrivedMessage = {
        source: "shopify",
        externalId: webhook.webhookId,
        topic: webhook.topic,
        shop: webhook.shop,
        triggeredAt: webhook.triggeredAt,
        payloadEnc: vault.encrypt(webhook.rawBody),
      };
      waiting.push({ message, stored: resolve, failed: reject });
      if (!committing) void commitAll();
    });
  };
}
