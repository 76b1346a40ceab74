import type { Danger } from "./danger";

/** The steps from Shopify's message to the fulfillment in our rows. */
export const ingestKills: Danger[] = [
  {
    name: "kill -9 of the web while it stores webhooks, before the commit",
    async meet(field, deliver) {
      await field.quiet();
      let delivered: Promise<void> = Promise.resolve();
      await field.database.holding("LOCK TABLE inbox_message IN SHARE MODE", [], async () => {
        const before = await field.messagesStored();
        delivered = deliver();
        await field.until(
          () => field.database.somebodyWaitsFor("INSERT INTO inbox_message"),
          "the web to wait for the inbox",
        );
        await field.kill("app");
        if ((await field.messagesStored()) !== before) throw new Error("A webhook was committed before the kill");
      });
      // Shopify got no answer, and sends again.
      await delivered;
      await field.logSays("webhooks stored");
    },
  },
  {
    name: "kill -9 of web and worker after the inbox commit",
    async meet(field, deliver) {
      await field.quiet();
      // Whoever holds the inbox's lock reads it: while we do, webhooks are stored and nobody can go on.
      await field.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [`inbox:${field.accountId}`],
        async () => {
          await deliver();
          await field.logSays("webhooks stored");
          await field.kill("app");
          await field.kill("worker");
        },
      );
      await field.logSays("inbox read");
    },
  },
  {
    name: "kill -9 of the worker while it applies the inbox",
    async meet(field, deliver) {
      await field.database.holding("LOCK TABLE fulfillment IN EXCLUSIVE MODE", [], async () => {
        await deliver();
        await field.until(() => field.database.somebodyWaitsFor("fulfillment"), "somebody to wait for fulfillment");
        await field.kill("worker");
      });
      await field.logSays("inbox read");
    },
  },
];
