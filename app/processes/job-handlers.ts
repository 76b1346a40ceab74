import type { Services } from "~/features/services.server";
import { processInbox } from "~/features/intake/inbox/process-inbox.server";
import { pruneInbox } from "~/features/intake/inbox/prune-inbox.server";
import { hashContacts } from "~/features/intake/orders/hash-contacts.server";
import { beginDueCheck } from "~/features/intake/sync/reconciliation.server";
import { syncOrders } from "~/features/intake/sync/sync-orders.server";
import { syncCarriers } from "~/features/provider-sync/refresh/sync-carriers.server";
import { placeWaitingShipments } from "~/features/provider-sync/registration/place-waiting.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { prunePushLog } from "~/features/public-api/outgoing-webhooks/prune-log.server";
import { sendOutbox } from "~/features/public-api/outgoing-webhooks/send-outbox.server";
import { giveBackHolds } from "~/features/public-api/tracking-service/give-back-holds.server";
import { foldTally } from "~/features/shipments/fold-tally.server";
import { countDueLanes } from "~/features/shopper/arrival/count-lanes.server";
import { forgetMisses } from "~/features/shopper/look-up/shared-limit.server";
import { publishThemeFacts } from "~/features/shopper/tracking-page/theme-facts.server";
import type { JobHandlers } from "~/platform/queue/queue.server";

/** Every job's handler. Leaving one out does not compile. */
export function jobHandlers(services: Services): JobHandlers {
  return {
    "process-inbox": ({ accountId }) => processInbox(services, accountId),
    "work-connection": ({ connectionId }) => workConnection(services, connectionId),
    "send-outbox": ({ accountId }) => sendOutbox(services, accountId),
    "place-parcels": ({ accountId }) => placeWaitingShipments(services, accountId),
    "sync-carriers": ({ connectionId }) => syncCarriers(services, connectionId),
    "prune-push-log": ({ accountId }) => prunePushLog(services, accountId),
    "prune-inbox": ({ accountId }) => pruneInbox(services, accountId),
    "hash-contacts": ({ accountId }) => hashContacts(services, accountId),
    "fold-tally": ({ accountId }) => foldTally(services, accountId),
    "give-back-quota": ({ accountId }) => giveBackHolds(services, accountId),
    "forget-misses": () => forgetMisses(services),
    "sync-orders": async ({ accountId }) => {
      await beginDueCheck(services, accountId);
      await syncOrders(services, accountId);
    },
    "count-lanes": ({ accountId }) => countDueLanes(services, accountId),
    "publish-theme-facts": async ({ accountId }) => {
      await publishThemeFacts(services, accountId);
    },
  };
}
