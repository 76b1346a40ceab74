import { json, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { notSent, type ActionResult } from "~/components/forms/action-result";
import { answerOutage } from "~/components/live/keep-page";
import { BACKFILL_DAYS } from "~/domain/orders/order-window";
import { cancelBackfill, continueBackfill, startBackfill } from "~/features/intake/sync/backfill.server";
import { getServices, type Services } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";

export const clientAction = answerOutage({ result: notSent });

const formSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("start"), days: z.coerce.number().pipe(z.literal(BACKFILL_DAYS)) }),
  z.object({ intent: z.literal("cancel") }),
  z.object({ intent: z.literal("continue") }),
]);

const good = (message: ActionResult["message"]): ActionResult => ({ message, isError: false, field: null });
const bad = (message: ActionResult["message"]): ActionResult => ({ message, isError: true, field: null });

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json({ result: await runBackfillAction(getServices(), account.id, await request.formData()) });
}

async function runBackfillAction(services: Services, accountId: string, form: FormData): Promise<ActionResult> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return bad("failed");
  const asked = parsed.data;
  switch (asked.intent) {
    case "start": {
      const begun = await startBackfill(services, accountId, asked.days);
      return begun === "started" ? good("sync-started") : bad("sync-running");
    }
    case "cancel":
      return (await cancelBackfill(services, accountId)) === "cancelled" ? good("sync-cancelled") : bad("sync-over");
    case "continue":
      return (await continueBackfill(services, accountId)) === "started" ? good("sync-started") : bad("sync-over");
  }
}
