import { revokeKey, selectLiveKeysOf, type LiveKey } from "./api-keys.queries.server";
import type { Services } from "~/features/services.server";

/** More than an account may have, and an end all the same. */
const SHOWN = 50;

/** The keys of an account that are in force, newest first: never a key itself, only how it ends. */
export async function listApiKeys({ db }: Pick<Services, "db">, accountId: string): Promise<LiveKey[]> {
  return selectLiveKeysOf(db, [accountId], SHOWN);
}

/** Takes one of an account's keys back, from the next call on and for good. */
export async function revokeApiKey(
  { db, systemClock }: Pick<Services, "db" | "systemClock">,
  accountId: string,
  keyId: string,
): Promise<{ kind: "revoked" } | { kind: "not-found" }> {
  return (await revokeKey(db, accountId, keyId, systemClock.now())) ? { kind: "revoked" } : { kind: "not-found" };
}
