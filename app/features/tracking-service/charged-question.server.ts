import { takeQuotaFifths } from "~/db/quota.server";
import type { FailedAnswer, TrackingProvider } from "~/providers/tracking/port";
import type { Refused } from "~/tracking-api/server/service";
import { askProvider, type AskedProvider, type AskParts } from "./ask-provider.server";

/**
 * Passes a question that costs quota on to the account's provider. The price is taken before it is asked, so that questions at once do
 * not overdraw the account, and given back where there is no answer.
 */
export async function askForPrice<Answer extends { kind: string }>(
  parts: AskParts,
  opened: AskedProvider,
  priceFifths: number,
  ask: (provider: TrackingProvider) => Promise<Answer | { kind: "not-offered" } | FailedAnswer>,
): Promise<Answer | Refused> {
  const { accountId } = opened.connection;
  if (!(await takeQuotaFifths(parts.db, accountId, priceFifths))) return { kind: "refused", code: 4021 };
  let isAnswered = false;
  try {
    const answer = await askProvider(parts, opened, ask);
    isAnswered = answer.kind !== "refused";
    return answer;
  } finally {
    if (!isAnswered) await takeQuotaFifths(parts.db, accountId, -priceFifths);
  }
}
