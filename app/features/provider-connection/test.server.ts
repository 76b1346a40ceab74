import { openConnection } from "~/db/connections.server";
import { selectConnection } from "~/db/connection-settings.server";
import { releaseRegistrations } from "~/db/registration-holds.server";
import { pacedCall } from "~/features/provider-calls/paced-call.server";
import type { ProviderFailure } from "~/providers/tracking/port";
import type { Services } from "~/services.server";
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

/** Asks the provider whether it answers, within the account's pace. A success ends a pause at once. */
export async function testConnection(
  parts: Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log" | "jobs" | "providerFor">,
  accountId: string,
): Promise<TestConnectionResult> {
  const { db, vault, clock, jobs } = parts;
  const stored = await selectConnection(db, accountId);
  const connection = stored && (await openConnection(db, vault, stored.id));
  if (!connection) return { kind: "not-connected" };
  if (connection.silentUntil && connection.silentUntil > clock.now()) {
    return { kind: "silent", until: connection.silentUntil };
  }
  const answer = await pacedCall(parts, connection, () => parts.providerFor(connection).test());
  if (answer.kind === "failed") {
    const use = await findOtherVersion(parts, connection, answer.failure);
    return use ? { kind: "wrong-version", use } : { kind: "failed", reason: answer.failure.kind };
  }
  await releaseRegistrations(db, connection.id, clock.now());
  await jobs.enqueue("work-connection", { connectionId: connection.id });
  return { kind: "works" };
}
