import { queuePushes } from "~/features/outbox/outbox.queries.server";
import { backfillAfterAuth } from "~/features/intake/sync/backfill.server";
import { answerDataRequest } from "~/features/privacy/data-request.server";
import { redactCustomer } from "~/features/privacy/redact-customer.server";
import { emptyShop, redactShop } from "~/features/privacy/redact-shop.server";
import type { HandedIn } from "~/features/services.server";
import { askThemeFacts } from "~/features/account/theme-facts.queries.server";
import { publishAfterAuth } from "~/features/shopper/tracking-page/theme-facts.server";

/** The calls that go upwards: a subject makes them without knowing who answers. */
export const handedIn: HandedIn = {
  changePlanners: [
    async ({ jobs }, tx, { accountId, shipmentIds, now }) => {
      const pushes = await queuePushes(tx, accountId, shipmentIds, now);
      if (pushes > 0) await jobs.enqueue("send-outbox", { accountId }, tx);
    },
  ],
  privacy: { answerDataRequest, redactCustomer, emptyShop, redactShop },
  async afterInstall(deps, accountId, { isNew }) {
    await backfillAfterAuth(deps, accountId);
    if (isNew) await askThemeFacts(deps.db, accountId, deps.clock.now());
    else await publishAfterAuth(deps, accountId);
  },
};
