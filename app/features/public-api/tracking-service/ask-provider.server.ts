import {
  connectionOf,
  openConnection,
  type OpenConnection,
} from "~/features/provider-sync/connection/connections.queries.server";
import { pacedCall } from "~/features/provider-sync/connection/paced-call.server";
import type { FailedAnswer, ProviderFailure, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import type { Refused } from "~/tracking-api/server/service";

export type AskDeps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "providerFor">;

export interface AskedProvider {
  connection: OpenConnection;
  provider: TrackingProvider;
}

interface NotOffered {
  kind: "not-offered";
}

const codes = {
  "bad-key": 503,
  quota: 4021,
  "too-fast": 429,
  unreachable: 503,
  unreadable: 503,
  refused: 503,
} as const satisfies Record<ProviderFailure["kind"], Refused["code"]>;

/** The account's provider where it may be asked now, or the code that says why not. */
export async function openProvider(
  { db, vault, clock, providerFor }: AskDeps,
  accountId: string,
): Promise<AskedProvider | Refused> {
  const stored = await connectionOf(db, accountId);
  const connection = stored && (await openConnection(db, vault, stored.id));
  if (!connection) return { kind: "refused", code: 4018 };
  const now = clock.now();
  if (connection.silentUntil && connection.silentUntil > now) return { kind: "refused", code: 429 };
  if (connection.retryAt && connection.retryAt > now) {
    return { kind: "refused", code: connection.state === "quota" ? 4021 : 503 };
  }
  return { connection, provider: providerFor(connection) };
}

/**
 * Asks the provider within the connection's pace. What it does not offer and what goes wrong are
 * codes of the served API.
 */
export async function askProvider<Answer extends { kind: string }>(
  deps: AskDeps,
  { connection, provider }: AskedProvider,
  ask: (provider: TrackingProvider) => Promise<Answer | NotOffered | FailedAnswer>,
): Promise<Answer | Refused> {
  const answer = await pacedCall<Answer | NotOffered>(deps, connection, () => ask(provider));
  if (isFailed(answer)) return { kind: "refused", code: codes[answer.failure.kind] };
  return isNotOffered(answer) ? { kind: "refused", code: 4018 } : answer;
}

function isNotOffered(answer: { kind: string }): answer is NotOffered {
  return answer.kind === "not-offered";
}

function isFailed(answer: { kind: string }): answer is FailedAnswer {
  return answer.kind === "failed";
}
