import type { Sql } from "~/platform/database/client.server";

export interface ArrivedMessage {
  source: "shopify" | "provider";
  externalId: string;
  topic: string;
  shop: string;
  triggeredAt: Date | null;
  payloadEnc: Buffer;
}

/** After an uninstall only these still mean something. */
const topicsAfterUninstall = ["app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"];

/**
 * Stores what is new of what arrived, for known shops only; answers the accounts that got
 * something. The payloads travel as one binary value that the database cuts up: an array of them
 * would be written as hexadecimal text, twice as long, and carrying these bytes costs most of
 * storing them.
 */
export async function storeArrivals(tx: Sql, arrivals: readonly ArrivedMessage[], receivedAt: Date): Promise<string[]> {
  const lengths = arrivals.map((message) => message.payloadEnc.length);
  const rows = await tx.query<{ account_id: string }>(
    `INSERT INTO inbox_message (source, external_id, topic, account_id, triggered_at, received_at, payload_enc)
     SELECT m.source::inbox_source, m.external_id, m.topic, account.id, m.triggered_at, $7,
            substring($9::bytea FROM m.payload_start + 1 FOR m.payload_length)
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $10::int[])
            AS m(source, external_id, topic, shop, triggered_at, payload_length, payload_start)
       JOIN account ON account.shop_domain = m.shop
      WHERE account.uninstalled_at IS NULL OR m.topic = ANY($8)
     ON CONFLICT (source, external_id, account_id) DO NOTHING
     RETURNING account_id`,
    [
      arrivals.map((message) => message.source),
      arrivals.map((message) => message.externalId),
      arrivals.map((message) => message.topic),
      arrivals.map((message) => message.shop),
      arrivals.map((message) => message.triggeredAt),
      lengths,
      receivedAt,
      topicsAfterUninstall,
      Buffer.concat(arrivals.map((message) => message.payloadEnc)),
      startsOf(lengths),
    ],
    "store-arrivals",
  );
  return [...new Set(rows.map((row) => row.account_id))];
}

function startsOf(lengths: number[]): number[] {
  let end = 0;
  return lengths.map((length) => (end += length) - length);
}

export async function accountsOfShops(sql: Sql, shops: string[]): Promise<{ accountId: string; shop: string }[]> {
  return sql.query(`SELECT id AS "accountId", shop_domain AS shop FROM account WHERE shop_domain = ANY($1)`, [shops]);
}

/**
 * Notes a provider's push once; false when it came before. Its body is not kept: it is only a hint.
 */
export async function rememberPush(
  tx: Sql,
  push: { accountId: string; externalId: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, state, processed_at)
     VALUES ('provider', $2, 'tracking/update', $1, $3, 'done', $3)
     ON CONFLICT (source, external_id, account_id) DO NOTHING RETURNING 1`,
    [push.accountId, push.externalId, push.at],
  );
  return rows.length > 0;
}

export interface WaitingMessage {
  id: string;
  topic: string;
  triggeredAt: Date | null;
  receivedAt: Date;
  payloadEnc: Buffer;
}

/** The oldest waiting messages of an account, locked until the transaction ends. */
export async function takeWaiting(tx: Sql, accountId: string, limit: number): Promise<WaitingMessage[]> {
  return tx.query<WaitingMessage>(
    `SELECT id::text, topic, triggered_at AS "triggeredAt", received_at AS "receivedAt", payload_enc AS "payloadEnc"
       FROM inbox_message
      WHERE state = 'waiting' AND account_id = $1 AND source = 'shopify' AND payload_enc IS NOT NULL
      ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [accountId, limit],
  );
}

export interface MessageOutcome {
  id: string;
  state: "done" | "refused" | "failed";
  reason: string | null;
}

/**
 * Settles messages. What was understood needs no payload any more; what was refused or failed keeps
 * it for a retry.
 */
export async function settleMessages(tx: Sql, outcomes: MessageOutcome[], at: Date): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.query(
    `UPDATE inbox_message AS message
        SET state = o.state::inbox_state, reason = o.reason, processed_at = $4, attempts = attempts + 1,
            payload_enc = CASE WHEN o.state = 'done' THEN NULL ELSE payload_enc END
       FROM unnest($1::bigint[], $2::text[], $3::text[]) AS o(id, state, reason)
      WHERE message.id = o.id`,
    [outcomes.map((o) => o.id), outcomes.map((o) => o.state), outcomes.map((o) => o.reason), at],
  );
}

export async function accountsWithWaitingMessages(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ account_id: string }>(
    "SELECT DISTINCT account_id FROM inbox_message WHERE state = 'waiting' LIMIT 1000",
  );
  return rows.map((row) => row.account_id);
}

export async function hasWaitingMessages(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query(
    "SELECT FROM inbox_message WHERE state = 'waiting' AND account_id = $1 AND source = 'shopify' LIMIT 1",
    [accountId],
  );
  return rows.length > 0;
}

/**
 * How long a message that is done with is known again: 30 days. Shopify repeats a webhook for four
 * hours, a provider its push for six days.
 */
const KNOWN_MS = 30 * 86_400_000;

/**
 * What could not be read waits for a person, but no longer than 90 days: it may hold a customer,
 * sealed.
 */
const WAITS_FOR_PERSON_MS = 90 * 86_400_000;

const forgottenBefore = (now: Date) => [KNOWN_MS, WAITS_FOR_PERSON_MS].map((ms) => new Date(now.getTime() - ms));

/** The newest webhook of a shop stays, however old: it says when Shopify last reported anything. */
const isForgotten = (account: string, [readBefore, unreadBefore]: readonly [string, string]) =>
  `(state = 'done' AND received_at < ${readBefore} OR state IN ('refused', 'failed') AND received_at < ${unreadBefore})
     AND (source <> 'shopify' OR received_at < (
       SELECT max(received_at) FROM inbox_message AS newer WHERE newer.account_id = ${account} AND newer.source = 'shopify'))`;

/** Accounts with messages that need not be known again, the first 1000. Takes wall-clock time. */
export async function accountsWithOldMessages(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM account
      WHERE EXISTS (SELECT FROM inbox_message WHERE account_id = account.id AND ${isForgotten("account.id", ["$1", "$2"])}) LIMIT 1000`,
    forgottenBefore(now),
  );
  return rows.map((row) => row.id);
}

/**
 * Deletes so many of an account's messages that need not be known again; answers how many there
 * were. Takes wall-clock time.
 */
export async function deleteOldMessages(sql: Sql, accountId: string, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM inbox_message WHERE id IN (
       SELECT id FROM inbox_message WHERE account_id = $1 AND ${isForgotten("$1", ["$2", "$3"])} ORDER BY received_at LIMIT $4)
     RETURNING 1`,
    [accountId, ...forgottenBefore(now), limit],
  );
  return rows.length;
}
