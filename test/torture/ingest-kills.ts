import type { Fault } from "./fault";

/** The steps from Shopify's message to the fulfillment in our rows. */
export const ingestKills: Fault[] = [
  {
    name: "kill -9 of the web while it stores webhooks, before the commit",
    async meet(context, deliver) {
      await context.quiet();
      let delivered: Promise<void> = Promise.resolve();
      await context.database.holding("LOCK TABLE inbox_message IN SHARE MODE", [], async () => {
        const before = await context.messagesStored();
        delivered = deliver();
        await context.until(
          () => context.database.somebodyWaitsFor("INSERT INTO inbox_message"),
          "the web to wait for the inbox",
        );
        await context.kill("app");
        if ((await context.messagesStored()) !== before) throw new Error("A webhook was committed before the kill");
      });
      // Shopify got no answer, and sends again.
      await delivered;
      await context.logSays("webhooks stored");
    },
  },
  {
    name: "kill -9 of web and worker after the inbox commit",
    async meet(context, deliver) {
      await context.quiet();
      // Whoever holds the inbox's lock reads it: while we do, webhooks are stored and nobody can go
      // on.
      await context.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [`inbox:${context.accountId}`],
        async () => {
          await deliver();
          await context.logSays("webhooks stored");
          await context.kill("app");
          await context.kill("worker");
        },
      );
      await context.logSays("inbox read");
    },
  },
  {
    name: "kill -9 of the worker while it applies the inbox",
    async meet(context, deliver) {
      await context.database.holding("LOCK TABLE fulfillment IN EXCLUSIVE MODE", [], async () => {
        await deliver();
        await context.until(() => context.database.somebodyWaitsFor("fulfillment"), "somebody to wait for fulfillment");
        await context.kill("worker");
      });
      await context.logSays("inbox read");
    },
  },
];
