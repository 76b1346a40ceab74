import type { Sql } from "./client.server";

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
  url: string;
  attempts: number;
}

/** What still has somewhere to go: not to an address that was removed, nor for a shop that has left. */
const deliverable = `outbox_message AS message JOIN push_address ON push_address.id::text = message.target
       JOIN account ON account.id = message.account_id AND account.uninstalled_at IS NULL`;

/** Pushes that are due, locked until the transaction ends. */
export async function takeDuePushes(tx: Sql, accountId: string, now: Date, limit: number): Promise<DuePush[]> {
  return tx.query<DuePush>(
    `SELECT message.id::text, message.shipment_id AS "shipmentId", push_address.url, message.attempts
       FROM ${deliverable}
      WHERE message.account_id = $1 AND message.kind = 'push' AND message.state = 'waiting' AND message.next_attempt_at <= $2
        AND message.shipment_id IS NOT NULL
      ORDER BY message.id LIMIT $3 FOR UPDATE OF message SKIP LOCKED`,
    [accountId, now, limit],
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
            next_attempt_at = o.next_attempt_at, sent_at = CASE WHEN o.state = 'sent' THEN $5 ELSE sent_at END
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
    `SELECT DISTINCT message.account_id FROM ${deliverable}
      WHERE message.state = 'waiting' AND message.next_attempt_at <= $1 AND message.shipment_id IS NOT NULL LIMIT 1000`,
    [now],
  );
  return rows.map((row) => row.account_id);
}
