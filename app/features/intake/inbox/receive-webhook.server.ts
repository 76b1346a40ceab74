import { accountsOfShops, storeArrivals, type ArrivedMessage } from "./inbox.queries.server";
import type { Services } from "~/features/services.server";
import { groupedWork } from "~/platform/grouped-work";

const MAX_PER_COMMIT = 200;

export interface ArrivedWebhook {
  webhookId: string;
  topic: string;
  shop: string;
  triggeredAt: Date | null;
  rawBody: string;
}

/**
 * Group commit: webhooks that arrive while a transaction is under way share the next one, with one
 * job per account, and are answered after it. One job per webhook would serialise every commit
 * behind a NOTIFY.
 *
 * The next group waits for this one, so every wait inside the transaction counts for all. Therefore
 * the job is sent together with the INSERT instead of after it, to the account that the shop had
 * last time: one job too many does no harm.
 */
export function createWebhookReceiver({
  db,
  vault,
  systemClock,
  jobs,
  log,
}: Pick<Services, "db" | "vault" | "systemClock" | "jobs" | "log">) {
  const accounts = new Map<string, string>();

  const accountsOf = async (shops: Set<string>): Promise<string[]> => {
    const unknown = [...shops].filter((shop) => !accounts.has(shop));
    const found = unknown.length > 0 ? await accountsOfShops(db, unknown) : [];
    for (const { shop, accountId } of found) accounts.set(shop, accountId);
    return [...shops].flatMap((shop) => accounts.get(shop) ?? []);
  };

  const store = async (arrivals: readonly ArrivedMessage[]): Promise<void> => {
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

  const storeGrouped = groupedWork(
    async (arrivals: readonly ArrivedMessage[]) => {
      await store(arrivals);
      return arrivals.map(() => undefined);
    },
    { keyOf: () => "all", limit: MAX_PER_COMMIT },
  );

  /**
   * Resolves once the webhook and the job that will read it are committed; rejects when they are
   * not.
   */
  return async function receiveWebhook(webhook: ArrivedWebhook): Promise<void> {
    await storeGrouped({
      source: "shopify",
      externalId: webhook.webhookId,
      topic: webhook.topic,
      shop: webhook.shop,
      triggeredAt: webhook.triggeredAt,
      payloadEnc: vault.encrypt(webhook.rawBody),
    });
  };
}
