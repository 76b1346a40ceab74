import type { Services } from "~/features/services.server";
import { bodySignatureHeader, signBody } from "~/tracking-api/contract/signature";
import { PUSH_TIMEOUT_MS } from "./push-limits";

/** What became of one attempt: delivered means 2xx. */
export interface PostedPush {
  ok: boolean;
  /** There was no answer within the time that a push has. */
  ranOutOfTime: boolean;
  outcome: string;
}

/**
 * Sends one push, signed over its whole body beside the v2 signature it carries. Never rejects: no
 * answer is an outcome too.
 */
export async function postPush(
  { outgoingFetch, systemClock }: Pick<Services, "outgoingFetch" | "systemClock">,
  push: { url: string; body: string; email: string },
): Promise<PostedPush> {
  const { url, body, email } = push;
  try {
    const response = await outgoingFetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", [bodySignatureHeader]: signBody(email, body, systemClock.now()) },
      signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return { ok: response.ok, ranOutOfTime: false, outcome: `HTTP ${String(response.status)}` };
  } catch (error) {
    const ranOutOfTime = error instanceof Error && error.name === "TimeoutError";
    return { ok: false, ranOutOfTime, outcome: ranOutOfTime ? "no answer in time" : "not reachable" };
  }
}
