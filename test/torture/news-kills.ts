import { LONGEST_PAUSE_HOURS, type Danger } from "./danger";

/** The steps by which news of a parcel comes to the shop: the provider's outbox, the push, the refresh. */
export const newsKills: Danger[] = [
  {
    name: "kill -9 of the worker while it applies a refresh",
    async meet(field, deliver) {
      await deliver();
      await field.logSays("batch settled");
      const followed = "SELECT FROM shipment WHERE account_id = $1 AND registration_state = 'registered' FOR UPDATE";
      await field.database.holding(followed, [field.accountId], async () => {
        await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        await field.until(() => field.database.somebodyWaitsFor("shipment"), "somebody to wait for shipment");
        await field.kill("worker");
      });
    },
  },
  {
    name: "kill -9 of the worker with pushes in the outbox, before they are sent",
    async meet(field, deliver) {
      await field.database.holding("SELECT pg_advisory_lock(hashtextextended($1, 0))", [field.outboxLock], async () => {
        await deliver();
        await field.until(() => field.hasPushes(), "pushes to be in the outbox");
        await field.kill("worker");
      });
      await field.logSays("pushes sent");
    },
  },
  {
    name: "kill -9 of the worker after pushes were sent, before that is stored",
    async meet(field, deliver) {
      const lock = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
      await field.database.holding(lock, [field.outboxLock], async (also) => {
        await deliver();
        await field.until(() => field.hasPushes(), "pushes to be in the outbox");
        // The provider writes its outbox with each create: one held back here longer than it is waited for would be sent again.
        await field.until(() => field.hasRegistered(), "every batch to be settled");
        await also("LOCK TABLE outbox_message IN SHARE MODE");
        await also("SELECT pg_advisory_unlock_all()");
        await field.until(() => field.database.somebodyWaitsFor("UPDATE outbox_message AS message"), "a settlement");
        await field.kill("worker");
      });
      await field.logSays("pushes sent");
    },
  },
  {
    name: "kill -9 of the web while it takes in a push, before the commit",
    async meet(field, deliver) {
      await deliver();
      await field.logSays("batch settled");
      const connection = "SELECT FROM connection WHERE account_id = $1 FOR NO KEY UPDATE";
      await field.database.holding(connection, [field.accountId], async () => {
        await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        await field.until(() => field.database.somebodyWaitsFor("GREATEST(refresh_requested_at"), "a push to come in");
        await field.kill("app");
      });
    },
  },
];
