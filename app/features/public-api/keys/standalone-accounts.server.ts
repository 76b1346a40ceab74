import { selectLiveKeysOf, type LiveKeyOf } from "./api-keys.queries.server";
import {
  insertStandaloneAccount,
  selectStandaloneAccounts,
  selectStandaloneAccountsCalled,
  type StandaloneAccountRow,
} from "~/features/account/standalone-accounts.queries.server";
import { MAX_LIVE_KEYS } from "./key-limits";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "vault" | "systemClock">;

/** An account that is a tracking service of its own, without a shop. */
export interface StandaloneAccount {
  id: string;
  name: string;
  /** Signs its pushes. */
  email: string;
  /** Numbers it may still add; null is unlimited. */
  quotaRemaining: number | null;
  createdAt: Date;
}

/** Accounts one listing shows. */
const LISTED = 500;

/** Makes an account; two may have one name and one e-mail address. */
export async function createStandaloneAccount(
  { db, vault, systemClock }: Deps,
  account: { name: string; email: string; quotaRemaining: number | null },
): Promise<string> {
  const { name, email, quotaRemaining } = account;
  return insertStandaloneAccount(db, { name, emailEnc: vault.encrypt(email), quotaRemaining, now: systemClock.now() });
}

export type FoundAccount =
  { kind: "found"; account: StandaloneAccount } | { kind: "not-found" } | { kind: "ambiguous" };

/** The account somebody means: by its id, its name, or its e-mail address. */
export async function findStandaloneAccount(
  { db, vault }: Pick<Deps, "db" | "vault">,
  called: string,
): Promise<FoundAccount> {
  const named = await selectStandaloneAccountsCalled(db, called);
  // Addresses are encrypted, so that the database cannot look for one.
  const rows =
    named.length > 0 || !called.includes("@")
      ? named
      : (await selectStandaloneAccounts(db, LISTED)).filter((row) => opened(vault, row).email === called);
  const [row] = rows;
  if (!row) return { kind: "not-found" };
  return rows.length === 1 ? { kind: "found", account: opened(vault, row) } : { kind: "ambiguous" };
}

/** Every such account with its keys in force, the first 500. */
export async function listStandaloneAccounts({
  db,
  vault,
}: Pick<Deps, "db" | "vault">): Promise<(StandaloneAccount & { keys: LiveKeyOf[] })[]> {
  const rows = await selectStandaloneAccounts(db, LISTED);
  const keys = await selectLiveKeysOf(
    db,
    rows.map((row) => row.id),
    LISTED * MAX_LIVE_KEYS,
  );
  return rows.map((row) => ({ ...opened(vault, row), keys: keys.filter((key) => key.accountId === row.id) }));
}

function opened(vault: Deps["vault"], { emailEnc, ...row }: StandaloneAccountRow): StandaloneAccount {
  return { ...row, email: emailEnc === null ? "" : vault.decrypt(emailEnc) };
}
