import type { Services } from "~/features/services.server";
import type { JobHandlers } from "~/platform/queue/queue.server";

/** Every job's handler, loaded when its first job comes. Leaving one out does not compile. */
export function jobHandlers(services: Services): JobHandlers {
  return {
    "process-inbox": async () => {
      const { processInbox } = await import("~/features/intake/inbox/process-inbox.server");
      return ({ accountId }) => processInbox(services, accountId);
    },
    "work-connection": async () => {
      const { workConnection } = await import("~/features/provider-sync/work-connection.server");
      return ({ connectionId }) => workConnection(services, connectionId);
    },
    "send-outbox": async () => {
      const { sendOutbox } = await import("~/features/public-api/outgoing-webhooks/send-outbox.server");
      return ({ accountId }) => sendOutbox(services, accountId);
    },
    "place-parcels": async () => {
      const { placeWaitingShipments } = await import("~/features/provider-sync/registration/place-waiting.server");
      return ({ accountId }) => placeWaitingShipments(services, accountId);
    },
    "sync-carriers": async () => {
      const { syncCarriers } = await import("~/features/provider-sync/refresh/sync-carriers.server");
      return ({ connectionId }) => syncCarriers(services, connectionId);
    },
    "prune-push-log": async () => {
      const { prunePushLog } = await import("~/features/public-api/outgoing-webhooks/prune-log.server");
      return ({ accountId }) => prunePushLog(services, accountId);
    },
    "prune-inbox": async () => {
      const { pruneInbox } = await import("~/features/intake/inbox/prune-inbox.server");
      return ({ accountId }) => pruneInbox(services, accountId);
    },
    "hash-contacts": async () => {
      const { hashContacts } = await import("~/features/intake/orders/hash-contacts.server");
      return ({ accountId }) => hashContacts(services, accountId);
    },
    "fold-tally": async () => {
      const { foldTally } = await import("~/features/shipments/fold-tally.server");
      return ({ accountId }) => foldTally(services, accountId);
    },
    "give-back-quota": async () => {
      const { giveBackHolds } = await import("~/features/public-api/tracking-service/give-back-holds.server");
      return ({ accountId }) => giveBackHolds(services, accountId);
    },
    "forget-misses": async () => {
      const { forgetMisses } = await import("~/features/shopper/look-up/shared-limit.server");
      return () => forgetMisses(services);
    },
    "sync-orders": async () => {
      const { beginDueCheck } = await import("~/features/intake/sync/reconciliation.server");
      const { syncOrders } = await import("~/features/intake/sync/sync-orders.server");
      return async ({ accountId }) => {
        await beginDueCheck(services, accountId);
        await syncOrders(services, accountId);
      };
    },
    "count-lanes": async () => {
      const { countDueLanes } = await import("~/features/shopper/arrival/count-lanes.server");
      return ({ accountId }) => countDueLanes(services, accountId);
    },
    "publish-theme-facts": async () => {
      const { publishThemeFacts } = await import("~/features/shopper/tracking-page/theme-facts.server");
      return async ({ accountId }) => {
        await publishThemeFacts(services, accountId);
      };
    },
  };
}
