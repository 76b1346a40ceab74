import { z } from "zod";
import type { ActionResult } from "~/components/forms/action-result";
import { retryDeadJobs, retryRegistration, retryWebhook } from "~/features/merchant/sync-problems/retry.server";
import type { Services } from "~/features/services.server";

const formSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("retry-parcel"), id: z.uuid() }),
  z.object({ intent: z.literal("retry-webhook"), id: z.string().regex(/^\d{1,18}$/) }),
  z.object({ intent: z.literal("retry-job"), id: z.string().max(100) }),
]);

const retries = { "retry-parcel": retryRegistration, "retry-webhook": retryWebhook, "retry-job": retryDeadJobs };
const done = {
  "retry-parcel": "registering-again",
  "retry-webhook": "requeued",
  "retry-job": "working-again",
} as const;

/** Tries the one thing again that a form of the page names. */
export async function runNotDeliveredAction(
  services: Services,
  accountId: string,
  form: FormData,
): Promise<ActionResult> {
  const parsed = formSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { message: "failed", isError: true, field: null };
  const { intent, id } = parsed.data;
  const result = await retries[intent](services, accountId, id);
  return result.kind === "requeued"
    ? { message: done[intent], isError: false, field: null }
    : { message: "not-found", isError: true, field: null };
}
