import type { Sql } from "~/platform/database/client.server";
import {
  writeRegistrationResults,
  writeRegistrationStates,
  type RegistrationResult,
} from "~/features/shipments/registration-states.queries.server";

export interface LedgerEntry {
  registrationId: string;
  shipmentId: string;
  number: string;
  numberKey: string;
  courierCode: string;
  submissions: number;
  attempts: number;
  reason: string | null;
  orderName: string | null;
  orderCreateTime: string | null;
  title: string | null;
  comment: string | null;
  lang: string | null;
  logisticsChannel: string | null;
  destinationCode: string | null;
  shipDate: string | null;
  carrierAccount: string | null;
  customerEnc: Buffer | null;
  contactEnc: Buffer | null;
}

/** An entry to be looked up, with what its history says. */
export interface LookUpEntry extends LedgerEntry {
  /** How often it was sent and no answer told how it ended. Want of quota is an answer. */
  sendings: number;
  /** Look-ups that failed since it was last sent. */
  lookUps: number;
}

const entryColumns = `registration.id AS "registrationId", shipment.id AS "shipmentId", shipment.number,
  registration.number_key AS "numberKey", registration.courier_code AS "courierCode", registration.submissions,
  registration.attempts, registration.reason, shipment.order_name AS "orderName", shipment.order_create_time AS "orderCreateTime", shipment.title,
  shipment.comment, shipment.lang, shipment.logistics_channel AS "logisticsChannel",
  shipment.destination_code AS "destinationCode", shipment.ship_date AS "shipDate",
  shipment.carrier_account AS "carrierAccount", shipment.customer_enc AS "customerEnc", "order".contact_enc AS "contactEnc"`;

/** Whether anything of the account is being sent, or was when a process died. */
export async function isSending(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query("SELECT FROM registration WHERE account_id = $1 AND state = 'sending' LIMIT 1", [
    accountId,
  ]);
  return rows.length > 0;
}

/**
 * What was being sent when a process died has an unknown outcome, whatever it was. It may be looked
 * up once the call, should it still be under way, has been given up: a call that lands after its
 * look-up would be sent twice. Answers how many there were.
 */
export async function orphansAreUnknown(tx: Sql, accountId: string, callsEndWithinMs: number): Promise<number> {
  const orphans = await tx.query<{ shipmentId: string }>(
    `WITH orphan AS (
       UPDATE registration SET state = 'unknown', not_before = GREATEST(not_before, attempt.started_at + $2 * INTERVAL '1 millisecond')
         FROM registration_attempt AS attempt
        WHERE registration.account_id = $1 AND registration.state = 'sending' AND attempt.registration_id = registration.id
          AND attempt.batch_id = registration.batch_id
       RETURNING registration.id, shipment_id, registration.batch_id
     ), interrupted AS (
       UPDATE registration_attempt SET outcome = 'interrupted'
         FROM orphan WHERE registration_id = orphan.id AND registration_attempt.batch_id = orphan.batch_id AND outcome IS NULL
     )
     SELECT shipment_id AS "shipmentId" FROM orphan`,
    [accountId, callsEndWithinMs],
  );
  await writeRegistrationStates(
    tx,
    orphans.map(({ shipmentId }) => ({ shipmentId, state: "unknown" })),
  );
  return orphans.length;
}

const suspected = `(reason IS NOT NULL AND reason IN ('refused', 'unanswered'))`;

/**
 * Takes up to `limit` waiting entries and writes the intent to send them: after the commit, and
 * only then, they may go out. What was in a batch the provider refused as a whole, or again and
 * again did not answer, goes last and one by one: one bad number must not hold back the others.
 * Among the rest the oldest goes first, however often it was sent: what was refused for want of
 * quota keeps its place.
 */
export async function takeForSending(
  tx: Sql,
  accountId: string,
  batch: { id: string; limit: number; now: Date },
): Promise<LedgerEntry[]> {
  const entries = await tx.query<LedgerEntry>(
    `WITH unsuspected AS (
       SELECT FROM registration
        WHERE account_id = $1 AND state = 'waiting' AND not_before <= $4 AND NOT ${suspected} LIMIT 1
     ), taken AS (
       SELECT id FROM registration WHERE account_id = $1 AND state = 'waiting' AND not_before <= $4
          AND (NOT ${suspected} OR NOT EXISTS (SELECT FROM unsuspected))
        ORDER BY priority, CASE WHEN ${suspected} THEN submissions ELSE 0 END, intent_at, id LIMIT (SELECT CASE WHEN EXISTS (SELECT FROM unsuspected) THEN $3 ELSE 1 END)
        FOR UPDATE SKIP LOCKED
     ), sending AS (
       UPDATE registration SET state = 'sending', batch_id = $2, attempts = attempts + 1, submissions = submissions + 1, reason = NULL
        WHERE id IN (SELECT id FROM taken) RETURNING *
     ), attempt AS (
       INSERT INTO registration_attempt (registration_id, batch_id, kind, started_at) SELECT id, $2, 'submit', $4 FROM taken
     )
     SELECT ${entryColumns}
       FROM sending AS registration JOIN shipment ON shipment.id = registration.shipment_id
       LEFT JOIN "order" ON "order".id = shipment.order_id
      ORDER BY registration.priority, registration.intent_at, registration.id`,
    [accountId, batch.id, batch.limit, batch.now],
  );
  await writeRegistrationStates(
    tx,
    entries.map(({ shipmentId }) => ({ shipmentId, state: "sending" })),
  );
  return entries;
}

/** Takes entries whose outcome is unknown, to be looked up. */
export async function takeForLookUp(
  tx: Sql,
  accountId: string,
  batch: { id: string; limit: number; now: Date },
): Promise<LookUpEntry[]> {
  return tx.query<LookUpEntry>(
    `WITH taken AS (
       SELECT id FROM registration WHERE account_id = $1 AND state = 'unknown' AND not_before <= $4
        ORDER BY intent_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
     ), asked AS (
       UPDATE registration SET attempts = attempts + 1 WHERE id IN (SELECT id FROM taken) RETURNING *
     ), attempt AS (
       INSERT INTO registration_attempt (registration_id, batch_id, kind, started_at) SELECT id, $2, 'lookup', $4 FROM taken
     )
     SELECT ${entryColumns}, past.sendings, past."lookUps"
       FROM asked AS registration JOIN shipment ON shipment.id = registration.shipment_id
       LEFT JOIN "order" ON "order".id = shipment.order_id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE kind = 'submit' AND outcome IS DISTINCT FROM 'quota')::int AS sendings,
               count(*) FILTER (WHERE kind = 'lookup' AND id > last_sent)::int AS "lookUps"
          FROM (SELECT id, kind, outcome, max(id) FILTER (WHERE kind = 'submit') OVER () AS last_sent
                  FROM registration_attempt WHERE registration_id = registration.id) AS attempt
      ) AS past`,
    [accountId, batch.id, batch.limit, batch.now],
  );
}

export interface Settlement {
  registrationId: string;
  state: "registered" | "rejected" | "waiting" | "unknown";
  /** What the attempt's row says: registered, exists, rejected, quota, unknown, found, missing. */
  outcome: string;
  spent: number;
  reason: string | null;
  code: number | null;
  detail: string | null;
  providerId: string | null;
  notBefore: Date;
  nextRefreshAt: Date | null;
}

/**
 * Writes how a batch ended, item by item, in ledger, history, tally and shipment. Its ledger rows
 * are locked one after the other by their ids, and before their shipments.
 */
export async function settle(tx: Sql, batchId: string, settlements: Settlement[], now: Date): Promise<void> {
  if (settlements.length === 0) return;
  const column = <Key extends keyof Settlement>(key: Key) => settlements.map((settlement) => settlement[key]);
  const results = await tx.query<RegistrationResult>(
    `WITH settled AS (
       SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[], $8::int[], $9::text[], $10::text[],
                            $11::timestamptz[], $12::timestamptz[])
              AS s(id, state, outcome, spent, reason, code, detail, provider_id, not_before, next_refresh_at)
     ), entry AS (
       SELECT id FROM registration WHERE id IN (SELECT id FROM settled) ORDER BY id FOR UPDATE
     ), ledger AS (
       UPDATE registration SET state = s.state::registration_state, spent = registration.spent + s.spent, reason = s.reason,
              reason_code = s.code, not_before = s.not_before,
              settled_at = CASE WHEN s.state IN ('registered', 'rejected') THEN $2 ELSE registration.settled_at END
         FROM settled AS s JOIN entry USING (id) WHERE registration.id = entry.id AND registration.state IN ('sending', 'unknown')
       RETURNING registration.account_id, registration.shipment_id, s.state, s.outcome, s.spent, s.provider_id, s.next_refresh_at
     ), tally AS (
       INSERT INTO registration_tally AS tally (account_id, day, outcome, items, spent)
       SELECT ledger.account_id, ($2::timestamptz AT TIME ZONE account.time_zone)::date, ledger.outcome, count(*), sum(ledger.spent)
         FROM ledger JOIN account ON account.id = ledger.account_id GROUP BY 1, 2, 3
       ON CONFLICT (account_id, day, outcome) DO UPDATE SET items = tally.items + excluded.items, spent = tally.spent + excluded.spent
     ), history AS (
       UPDATE registration_attempt SET settled_at = $2, outcome = s.outcome, code = s.code, detail = s.detail
         FROM settled AS s
        WHERE registration_attempt.registration_id = s.id AND registration_attempt.batch_id = $1
     )
     SELECT shipment_id AS "shipmentId", state, provider_id AS "providerId", next_refresh_at AS "nextRefreshAt" FROM ledger`,
    [
      batchId,
      now,
      column("registrationId"),
      column("state"),
      column("outcome"),
      column("spent"),
      column("reason"),
      column("code"),
      column("detail"),
      column("providerId"),
      column("notBefore"),
      column("nextRefreshAt"),
    ],
  );
  await writeRegistrationResults(tx, results);
}
