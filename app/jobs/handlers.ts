import type { Services } from "~/services.server";
import type { JobHandlers } from "./queue.server";

/** Every job's handler, loaded when its first job comes. Leaving one out does not compile. */
export function jobHandlers(services: Services): JobHandlers {
  return {
    "process-inbox": async () => {
      const { processInbox } = await import("~/features/ingest/process-inbox.server");
      return ({ accountId }) => processInbox(services, accountId);
    },
    "work-connection": async () => {
      const { workConnection } = await import("~/features/provider-calls/work-connection.server");
      return ({ connectionId }) => workConnection(services, connectionId);
    },
    "send-outbox": async () => {
      const { sendOutbox } = await import("~/features/push-out/send-outbox.server");
      return ({ accountId }) => sendOutbox(services, accountId);
    },
    "place-parcels": async () => {
      const { placeWaitingParcels } = await import("~/features/carriers/place-waiting.server");
      return ({ accountId }) => placeWaitingParcels(services, accountId);
    },
    "sync-carriers": async () => {
      const { syncCarriers } = await import("~/features/carriers/sync-carriers.server");
      return ({ connectionId }) => syncCarriers(services, connectionId);
    },
    "prune-push-log": async () => {
      const { prunePushLog } = await import("~/features/push-out/prune-log.server");
      return ({ accountId }) => prunePushLog(services, accountId);
    },
    "prune-inbox": async () => {
      const { pruneInbox } = await import("~/features/ingest/prune-inbox.server");
      return ({ accountId }) => pruneInbox(services, accountId);
    },
    "hash-contacts": async () => {
      const { hashContacts } = await import("~/features/customers/hash-contacts.server");
      return ({ accountId }) => hashContacts(services, accountId);
    },
    "fold-tally": async () => {
      const { foldTally } = await import("~/features/tracking-service/fold-tally.server");
      return ({ accountId }) => foldTally(services, accountId);
    },
    "give-back-quota": async () => {
      const { giveBackHolds } = await import("~/features/tracking-service/give-back-holds.server");
      return ({ accountId }) => giveBackHolds(services, accountId);
    },
    "forget-misses": async () => {
      const { forgetMisses } = await import("~/features/storefront-lookup/shared-limit.server");
      return () => forgetMisses(services);
    },
    "sync-orders": async () => {
      const { beginDueCheck } = await import("~/features/reconciliation/reconciliation.server");
      const { syncOrders } = await import("~/features/backfill/sync-orders.server");
      return async ({ accountId }) => {
        await beginDueCheck(services, accountId);
        await syncOrders(services, accountId);
      };
    },
    "count-lanes": async () => {
      const { countDueLanes } = await import("~/features/arrival/count-lanes.server");
      return ({ accountId }) => countDueLanes(services, accountId);
    },
    "publish-theme-facts": async () => {
      const { publishThemeFacts } = await import("~/features/tracking-page/theme-facts.server");
      return async ({ accountId }) => {
        await publishThemeFacts(services, accountId);
      };
    },
  };
}
