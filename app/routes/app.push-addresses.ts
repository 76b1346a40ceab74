import { json, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { notSent, type ActionResult } from "~/components/forms/action-result";
import { answerOutage } from "~/components/live/keep-page";
import {
  addPushAddress,
  removePushAddress,
  retryPush,
  sendTestPush,
  type AddAddressResult,
} from "~/features/public-api/outgoing-webhooks/push-addresses.server";
import { getServices, type Services } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";

export const clientAction = answerOutage({ result: notSent });

const id = z.uuid();
const formSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("add"), url: z.string() }),
  z.object({ intent: z.literal("test"), id }),
  z.object({ intent: z.literal("remove"), id }),
  z.object({ intent: z.literal("retry"), id: z.string().regex(/^\d{1,18}$/) }),
]);

const good = (message: ActionResult["message"]): ActionResult => ({ message, isError: false, field: null });
const bad = (message: ActionResult["message"], field: ActionResult["field"] = null): ActionResult => ({
  message,
  isError: true,
  field,
});

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json({ result: await runPushAction(getServices(), account.id, await request.formData()) });
}

async function runPushAction(services: Services, accountId: string, form: FormData): Promise<ActionResult> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return bad("failed");
  const asked = parsed.data;
  switch (asked.intent) {
    case "add":
      return addResult(await addPushAddress(services, accountId, asked.url));
    case "test": {
      const result = await sendTestPush(services, accountId, asked.id);
      if (result.kind === "not-found") return bad("address-gone");
      return result.ok ? good("push-delivered") : bad("push-refused");
    }
    case "remove": {
      const { kind } = await removePushAddress(services, accountId, asked.id);
      return kind === "removed" ? good("address-removed") : bad("address-gone");
    }
    case "retry": {
      const { kind } = await retryPush(services, accountId, asked.id);
      return kind === "hurried" ? good("push-hurried") : bad("push-gone");
    }
  }
}

function addResult({ kind }: AddAddressResult): ActionResult {
  switch (kind) {
    case "added":
      return good("address-added");
    case "bad-address":
      return bad("address-bad", "webhookUrl");
    case "there-already":
      return bad("address-there", "webhookUrl");
    case "too-many-addresses":
    case "no-signer":
      return bad(kind);
  }
}
