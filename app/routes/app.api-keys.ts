import { json, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { notSent, type Told } from "~/components/forms/told";
import { answerOutage } from "~/components/live/keep-page";
import { issueApiKey } from "~/features/api-keys/create-key.server";
import { MAX_KEY_NAME, rateChoices } from "~/features/api-keys/key-limits";
import { revokeApiKey } from "~/features/api-keys/manage-keys.server";
import { getServices, type Services } from "~/services.server";
import { requireMerchant } from "~/shopify.server";

export const clientAction = answerOutage<KeyAnswer>({ told: notSent, issued: null });

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
  told: Told;
  issued: { name: string; secret: string } | null;
}

const told = (message: Told["message"], isError = false, field: Told["field"] = null): KeyAnswer => ({
  told: { message, isError, field },
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
    return isName ? told("key-name-missing", true, "keyName") : told("failed", true);
  }
  const asked = parsed.data;
  if (asked.intent === "revoke") {
    const { kind } = await revokeApiKey(services, accountId, asked.id);
    return kind === "revoked" ? told("key-revoked") : told("key-gone", true);
  }
  const { name, ratePerSecond } = asked;
  const result = await issueApiKey(services, { accountId, name, ratePerSecond });
  if (result.kind === "too-many-keys") return told("too-many-keys", true);
  return { ...told("key-issued"), issued: { name, secret: result.secret } };
}
