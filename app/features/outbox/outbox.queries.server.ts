import type { Sql } from "~/platform/database/client.server";

/** Queues one push per changed shipment and address; answers how many. */
export async function queuePushes(tx: Sql, accountId: string, shipmentIds: string[], now: Date): Promise<number> {
  if (shipmentIds.length === 0) return 0;
  const rows = await tx.query(
    `INSERT INTO outbox_message (account_id, kind, shipment_id, dedupe_key, target, next_attempt_at, created_at)
     SELECT $1, 'push', changed.id, changed.id::text || ' ' || push_address.id::text || ' ' || ($3::timestamptz)::text, push_address.id::text, $3::timestamptz, $3::timestamptz
       FROM unnest($2::uuid[]) AS changed(id) JOIN push_address ON push_address.account_id = $1
     ON CONFLICT (account_id, kind, dedupe_key) DO NOTHING RETURNING 1`,
    [accountId, shipmentIds, now],
  );
  return rows.length;
}

export interface DuePush {
  id: string;
  shipmentId: string;
  addressId: string;
  url: string;
  attempts: number;
}

/**
 * What still has somewhere to go: not to an address that was removed, nor for a shop that has left.
 */
const deliverable = `JOIN push_address ON push_address.id::text = message.target
       JOIN account ON account.id = message.account_id AND account.uninstalled_at IS NULL`;

/**
 * Pushes that are due, the oldest of each address, so that none waits behind another's backlog.
 * What is due is gathered before it is put in order: the other way round, with little due and a
 * long log, the log is read through.
 */
export async function takeDuePushes(
  sql: Sql,
  accountId: string,
  now: Date,
  limitPerAddress: number,
): Promise<DuePush[]> {
  return sql.query<DuePush>(
    `WITH message AS MATERIALIZED (
       SELECT id, account_id, shipment_id, target, attempts, row_number() OVER (PARTITION BY target ORDER BY id) AS place
         FROM outbox_message
        WHERE account_id = $1 AND kind = 'push' AND state = 'waiting' AND next_attempt_at <= $2 AND shipment_id IS NOT NULL
     )
     SELECT message.id::text, message.shipment_id AS "shipmentId", push_address.id AS "addressId", push_address.url, message.attempts
       FROM message ${deliverable}
      WHERE message.place <= $3 ORDER BY message.id`,
    [accountId, now, limitPerAddress],
  );
}

/**
 * Lets what waits for each of these addresses wait until its time, without counting it as tried.
 */
export async function holdPushesBack(sql: Sql, accountId: string, heldUntil: ReadonlyMap<string, Date>): Promise<void> {
  if (heldUntil.size === 0) return;
  await sql.query(
    `UPDATE outbox_message AS message SET next_attempt_at = held.until
       FROM unnest($2::text[], $3::timestamptz[]) AS held(address, until)
      WHERE message.account_id = $1 AND message.kind = 'push' AND message.state = 'waiting'
        AND message.target = held.address AND message.next_attempt_at < held.until`,
    [accountId, [...heldUntil.keys()], [...heldUntil.values()]],
  );
}

export interface PushOutcome {
  id: string;
  state: "sent" | "waiting" | "given-up";
  outcome: string;
  nextAttemptAt: Date;
}

export async function settlePushes(tx: Sql, outcomes: PushOutcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return;
  await tx.query(
    `UPDATE outbox_message AS message SET state = o.state::outbox_state, attempts = attempts + 1, last_outcome = o.outcome,
            next_attempt_at = o.next_attempt_at, attempted_at = $5, sent_at = CASE WHEN o.state = 'sent' THEN $5 ELSE sent_at END
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[]) AS o(id, state, outcome, next_attempt_at)
      WHERE message.id = o.id`,
    [
      outcomes.map((o) => o.id),
      outcomes.map((o) => o.state),
      outcomes.map((o) => o.outcome),
      outcomes.map((o) => o.nextAttemptAt),
      now,
    ],
  );
}

export async function accountsWithDueOutbox(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ account_id: string }>(
    `SELECT DISTINCT message.account_id FROM outbox_message AS message ${deliverable}
      WHERE message.state = 'waiting' AND message.next_attempt_at <= $1 AND message.shipment_id IS NOT NULL LIMIT 1000`,
    [now],
  );
  return rows.map((row) => row.account_id);
}

/** Notes a push that was not caused by a shipment: it is over when it is written. */
export async function noteTestPush(
  sql: Sql,
  push: { accountId: string; addressId: string; sent: boolean; outcome: string; now: Date; dedupeKey: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO outbox_message (account_id, kind, dedupe_key, target, state, attempts, next_attempt_at, last_outcome,
                                 attempted_at, created_at, sent_at)
     VALUES ($1, 'push', $2, $3, $4::outbox_state, 1, $5, $6, $5, $5, CASE WHEN $4 = 'sent' THEN $5::timestamptz END)`,
    [push.accountId, push.dedupeKey, push.addressId, push.sent ? "sent" : "given-up", push.now, push.outcome],
  );
}

export interface LoggedPush {
  id: string;
  /** Null for a test push, and where the shipment is gone. */
  trackingNumber: string | null;
  /** Null where the address was removed. */
  url: string | null;
  state: "waiting" | "sent" | "given-up";
  attempts: number;
  outcome: string | null;
  createdAt: Date;
  attemptedAt: Date | null;
  nextAttemptAt: Date;
  isTest: boolean;
}

/** The newest pushes of an account, whatever became of them. */
export async function selectPushLog(sql: Sql, accountId: string, limit: number): Promise<LoggedPush[]> {
  return sql.query<LoggedPush>(
    `SELECT message.id::text, shipment.number AS "trackingNumber", push_address.url, message.state::text AS state,
            message.attempts, message.last_outcome AS outcome, message.created_at AS "createdAt",
            message.attempted_at AS "attemptedAt", message.next_attempt_at AS "nextAttemptAt",
            message.shipment_id IS NULL AS "isTest"
       FROM outbox_message AS message
       LEFT JOIN shipment ON shipment.id = message.shipment_id AND shipment.account_id = message.account_id
       LEFT JOIN push_address ON push_address.id::text = message.target AND push_address.account_id = message.account_id
      WHERE message.account_id = $1 AND message.kind = 'push' ORDER BY message.id DESC LIMIT $2`,
    [accountId, limit],
  );
}

/**
 * Makes a push due at once that waits or was given up; false where there is none of this account,
 * or its address was removed.
 */
export async function hurryPush(tx: Sql, accountId: string, messageId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE outbox_message AS message SET state = 'waiting', next_attempt_at = $3 FROM push_address
      WHERE message.id = $2::bigint AND message.account_id = $1 AND message.kind = 'push' AND message.state <> 'sent'
        AND message.shipment_id IS NOT NULL AND push_address.id::text = message.target RETURNING 1`,
    [accountId, messageId, now],
  );
  return rows.length > 0;
}

/** Ends what still waited for an address that is removed. */
export async function giveUpPushesTo(tx: Sql, accountId: string, addressId: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE outbox_message SET state = 'given-up', next_attempt_at = $3
      WHERE account_id = $1 AND kind = 'push' AND state = 'waiting' AND target = $2`,
    [accountId, addressId, now],
  );
}

/** How long the log of pushes reaches back: 30 days, as at the provider. */
const PUSH_LOG_MS = 30 * 86_400_000;

/** Pushes that ended before this moment have left the log. */
const logBegins = (now: Date) => new Date(now.getTime() - PUSH_LOG_MS);

/** Accounts with pushes that have left the log, the first 1000. */
export async function accountsWithOldPushes(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ account_id: string }>(
    `SELECT DISTINCT account_id FROM outbox_message
      WHERE kind = 'push' AND state IN ('sent', 'given-up') AND next_attempt_at < $1 LIMIT 1000`,
    [logBegins(now)],
  );
  return rows.map((row) => row.account_id);
}

/** Deletes so many of an account's pushes that have left the log; answers how many there were. */
export async function deleteOldPushes(sql: Sql, accountId: string, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM outbox_message WHERE id IN (
       SELECT id FROM outbox_message
        WHERE account_id = $1 AND kind = 'push' AND state IN ('sent', 'given-up') AND next_attempt_at < $2 LIMIT $3)
     RETURNING 1`,
    [accountId, logBegins(now), limit],
  );
  return rows.length;
}
