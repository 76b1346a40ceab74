import type { Sql } from "~/platform/database/client.server";

/** The account behind an API key. */
export interface KeyHolder {
  emailEnc: Buffer | null;
  createdAt: Date;
  /** Numbers it may still add; null is unlimited. */
  quotaRemaining: number | null;
  quotaFifthsSpent: number;
  /** What its own provider last said of its quota; null where there is none, or it did not say. */
  providerQuota: number | null;
}

export async function selectKeyHolder(sql: Sql, accountId: string): Promise<KeyHolder> {
  const [holder] = await sql.query<KeyHolder>(
    `SELECT account.email_enc AS "emailEnc", account.created_at AS "createdAt",
            account.quota_remaining AS "quotaRemaining", account.quota_fifths_spent AS "quotaFifthsSpent",
            connection.quota_remaining AS "providerQuota"
       FROM account LEFT JOIN connection ON connection.account_id = account.id
      WHERE account.id = $1`,
    [accountId],
  );
  if (!holder) throw new Error("The account was removed while its user was asked for");
  return holder;
}
