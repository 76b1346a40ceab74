import { openConnection } from "~/features/provider-sync/connection/connections.queries.server";
import { selectConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import { releaseRegistrations } from "~/features/provider-sync/connection/registration-holds.queries.server";
import { pacedCall } from "~/features/provider-sync/connection/paced-call.server";
import type { ProviderFailure } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import type { VersionedAddress } from "./api-version";
import { findOtherVersion } from "./wrong-version.server";

export type TestConnectionResult =
  | { kind: "works" }
  | { kind: "not-connected" }
  /** The provider asked for silence; a test would lengthen it. */
  | { kind: "silent"; until: Date }
  /** The provider answers this key in another version of its API. */
  | { kind: "wrong-version"; use: VersionedAddress }
  | { kind: "failed"; reason: ProviderFailure["kind"] };

/**
 * Asks the provider whether it answers, within the account's pace. A success ends a pause at once.
 */
export async function testConnection(
  deps: Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "jobs" | "providerFor">,
  accountId: string,
): Promise<TestConnectionResult> {
  const { db, vault, clock, jobs } = deps;
  const stored = await selectConnection(db, accountId);
  const connection = stored && (await openConnection(db, vault, stored.id));
  if (!connection) return { kind: "not-connected" };
  if (connection.silentUntil && connection.silentUntil > clock.now()) {
    return { kind: "silent", until: connection.silentUntil };
  }
  const answer = await pacedCall(deps, connection, () => deps.providerFor(connection).test());
  if (answer.kind === "failed") {
    const use = await findOtherVersion(deps, connection, answer.failure);
    return use ? { kind: "wrong-version", use } : { kind: "failed", reason: answer.failure.kind };
  }
  await releaseRegistrations(db, connection.id, clock.now());
  await jobs.enqueue("work-connection", { connectionId: connection.id });
  return { kind: "works" };
}
