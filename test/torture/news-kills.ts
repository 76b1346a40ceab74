import { LONGEST_PAUSE_HOURS, type Fault } from "./fault";

/**
 * The steps by which news of a parcel comes to the shop: the provider's outbox, the push, the
 * refresh.
 */
export const newsKills: Fault[] = [
  {
    name: "kill -9 of the worker while it applies a refresh",
    async meet(context, deliver) {
      await deliver();
      await context.logSays("batch settled");
      const followed = "SELECT FROM shipment WHERE account_id = $1 AND registration_state = 'registered' FOR UPDATE";
      await context.database.holding(followed, [context.accountId], async () => {
        await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        await context.until(() => context.database.somebodyWaitsFor("shipment"), "somebody to wait for shipment");
        await context.kill("worker");
      });
    },
  },
  {
    name: "kill -9 of the worker with pushes in the outbox, before they are sent",
    async meet(context, deliver) {
      await context.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [context.outboxLock],
        async () => {
          await deliver();
          await context.until(() => context.hasPushes(), "pushes to be in the outbox");
          await context.kill("worker");
        },
      );
      await context.logSays("pushes sent");
    },
  },
  {
    name: "kill -9 of the worker after pushes were sent, before that is stored",
    async meet(context, deliver) {
      const lock = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
      await context.database.holding(lock, [context.outboxLock], async (also) => {
        await deliver();
        await context.until(() => context.hasPushes(), "pushes to be in the outbox");
        // The provider writes its outbox with each create: one held back here longer than it is
        // waited for would be sent again.
        await context.until(() => context.hasRegistered(), "every batch to be settled");
        await also("LOCK TABLE outbox_message IN SHARE MODE");
        await also("SELECT pg_advisory_unlock_all()");
        await context.until(
          () => context.database.somebodyWaitsFor("UPDATE outbox_message AS message"),
          "a settlement",
        );
        await context.kill("worker");
      });
      await context.logSays("pushes sent");
    },
  },
  {
    name: "kill -9 of the web while it takes in a push, before the commit",
    async meet(context, deliver) {
      await deliver();
      await context.logSays("batch settled");
      const connection = "SELECT FROM connection WHERE account_id = $1 FOR NO KEY UPDATE";
      await context.database.holding(connection, [context.accountId], async () => {
        await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        await context.until(
          () => context.database.somebodyWaitsFor("GREATEST(refresh_requested_at"),
          "a push to come in",
        );
        await context.kill("app");
      });
    },
  },
];
