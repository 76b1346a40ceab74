import type { Sql } from "~/platform/database/client.server";

export interface UndeliveredMessage {
  id: string;
  topic: string;
  receivedAt: Date;
  state: "refused" | "failed";
  reason: string | null;
  /** Without its payload a message cannot be read again. */
  canRetry: boolean;
}

const undelivered = "account_id = $1 AND state IN ('refused', 'failed')";

/**
 * Messages of an account that were not understood or not worked off, newest first, from the
 * `offset`-th on.
 */
export async function selectUndelivered(
  sql: Sql,
  accountId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<UndeliveredMessage[]> {
  return sql.query<UndeliveredMessage>(
    `SELECT id::text, topic, received_at AS "receivedAt", state::text AS state, reason,
            payload_enc IS NOT NULL AS "canRetry"
       FROM inbox_message WHERE ${undelivered}
      ORDER BY received_at DESC, id DESC LIMIT $2 OFFSET $3`,
    [accountId, limit, offset],
  );
}

/**
 * Lets a message wait again; false where there is none of this account, or nothing left to read.
 */
export async function requeueMessage(tx: Sql, accountId: string, messageId: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE inbox_message SET state = 'waiting', reason = NULL
      WHERE id = $2::bigint AND ${undelivered} AND payload_enc IS NOT NULL
      RETURNING id`,
    [accountId, messageId],
  );
  return rows.length > 0;
}

/**
 * Erases what messages hold that were not read: they stay in the list, and cannot be read again.
 */
export async function forgetUnreadPayloads(tx: Sql, accountId: string): Promise<void> {
  await tx.query(`UPDATE inbox_message SET payload_enc = NULL WHERE ${undelivered}`, [accountId]);
}
