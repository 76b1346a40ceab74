import { wholeQuota } from "~/features/account/api-quota.queries.server";
import type { Services } from "~/features/services.server";
import type { UserInfoRecord } from "~/tracking-api/server/service";
import { selectKeyHolder } from "./user-info.queries.server";

/**
 * What an account without a limit answers: clients show a number, and this one cannot be used up.
 */
export const UNLIMITED_QUOTA = 999_999_999;

/**
 * The account behind a key. A shop's quota is what its own provider last said; a standalone
 * account's is the one it was given.
 */
export async function readUserInfo(
  { db, vault }: Pick<Services, "db" | "vault">,
  accountId: string,
): Promise<UserInfoRecord> {
  const account = await selectKeyHolder(db, accountId);
  const { quotaRemaining, quotaFifthsSpent, providerQuota } = account;
  const own = quotaRemaining === null ? null : wholeQuota({ quotaRemaining, quotaFifthsSpent });
  const quotaLeft = own ?? providerQuota ?? UNLIMITED_QUOTA;
  const email = account.emailEnc ? vault.decrypt(account.emailEnc) : "";
  return { email, registeredAt: account.createdAt, quotaLeft: Math.max(0, quotaLeft) };
}
