import { json, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { notSent, type ActionResult } from "~/components/forms/action-result";
import { answerOutage } from "~/components/live/keep-page";
import { issueApiKey } from "~/features/public-api/keys/create-key.server";
import { MAX_KEY_NAME, rateChoices } from "~/features/public-api/keys/key-limits";
import { revokeApiKey } from "~/features/public-api/keys/manage-keys.server";
import { getServices, type Services } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";

export const clientAction = answerOutage<KeyAnswer>({ result: notSent, issued: null });

const formSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("issue"),
    name: z.string().trim().min(1).max(MAX_KEY_NAME),
    ratePerSecond: z.coerce.number().pipe(z.literal([...rateChoices])),
  }),
  z.object({ intent: z.literal("revoke"), id: z.uuid() }),
]);

/** How a form about keys ended; the key itself is in the answer that made it and nowhere after. */
export interface KeyAnswer {
  result: ActionResult;
  issued: { name: string; secret: string } | null;
}

const answerWith = (
  message: ActionResult["message"],
  isError = false,
  field: ActionResult["field"] = null,
): KeyAnswer => ({
  result: { message, isError, field },
  issued: null,
});

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  const answer = await runKeyAction(getServices(), account.id, await request.formData());
  return json(answer, { headers: { "Cache-Control": "no-store" } });
}

async function runKeyAction(services: Services, accountId: string, form: FormData): Promise<KeyAnswer> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const isName = parsed.error.issues.some((issue) => issue.path[0] === "name");
    return isName ? answerWith("key-name-missing", true, "keyName") : answerWith("failed", true);
  }
  const asked = parsed.data;
  if (asked.intent === "revoke") {
    const { kind } = await revokeApiKey(services, accountId, asked.id);
    return kind === "revoked" ? answerWith("key-revoked") : answerWith("key-gone", true);
  }
  const { name, ratePerSecond } = asked;
  const result = await issueApiKey(services, { accountId, name, ratePerSecond });
  if (result.kind === "too-many-keys") return answerWith("too-many-keys", true);
  return { ...answerWith("key-issued"), issued: { name, secret: result.secret } };
}
