import { randomUUID } from "node:crypto";
import { countLiveKeysLocked, insertApiKey } from "./api-keys.queries.server";
import type { Services } from "~/features/services.server";
import { MAX_LIVE_KEYS } from "./key-limits";

type Deps = Pick<Services, "db" | "vault" | "systemClock">;

export interface KeyToMake {
  accountId: string;
  /** What a person calls it. */
  name: string;
  /** Calls a second; null is not limited. */
  ratePerSecond: number | null;
}

/** Looks like the provider's own: 8-4-4-4-12 hex. */
const newSecret = (): string => randomUUID();

/**
 * Makes a key and tells it this once; what is kept cannot be turned back into it. With a `secret`
 * of the caller's it may be repeated. Counts nothing: for accounts whose keys the caller knows.
 */
export async function createApiKey(
  { db, vault, systemClock }: Deps,
  { secret = newSecret(), ...key }: KeyToMake & { secret?: string },
): Promise<string> {
  await insertApiKey(db, vault, { ...key, secret, now: systemClock.now() });
  return secret;
}

export type IssueResult = { kind: "issued"; secret: string } | { kind: "too-many-keys" };

/** Makes a key for whoever asks, as long as the account has fewer than `MAX_LIVE_KEYS` in force. */
export async function issueApiKey({ db, vault, systemClock }: Deps, key: KeyToMake): Promise<IssueResult> {
  return db.transaction(async (tx) => {
    if ((await countLiveKeysLocked(tx, key.accountId)) >= MAX_LIVE_KEYS) return { kind: "too-many-keys" };
    const secret = newSecret();
    await insertApiKey(tx, vault, { ...key, secret, now: systemClock.now() });
    return { kind: "issued", secret };
  });
}
