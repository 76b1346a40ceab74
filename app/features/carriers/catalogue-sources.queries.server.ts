import type { Database, Sql } from "~/platform/database/client.server";

const hours = (count: number) => `INTERVAL '${String(count)} hours'`;
/** A list is asked for once a day; one that did not come, an hour later. */
const AGAIN = hours(24);
const AFTER_FAILURE = hours(1);

/**
 * Nobody waits for a list: it is asked for by connections that work and have been at rest for a
 * while.
 */
const mayAsk = `account.uninstalled_at IS NULL AND connection.kind <> 'carrier-feed' AND connection.state = 'ok'
  AND (retry_at IS NULL OR retry_at <= $1) AND (silent_until IS NULL OR silent_until <= $1)
  AND COALESCE(last_call_at, state_since) <= $1::timestamptz - INTERVAL '60 seconds'`;
const isDue = "(catalogue_source.source IS NULL OR catalogue_source.due_at <= $1)";
const from = `connection JOIN account ON account.id = connection.account_id
  LEFT JOIN catalogue_source ON catalogue_source.source = connection.base_url`;

/** Connections to ask for their provider's couriers: one for each provider whose list is due. */
export async function connectionsWithDueCarriers(db: Database, now: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT DISTINCT ON (connection.base_url) connection.id FROM ${from}
      WHERE ${isDue} AND ${mayAsk} ORDER BY connection.base_url, last_call_at DESC NULLS LAST LIMIT 100`,
    [now],
  );
  return rows.map((row) => row.id);
}

/**
 * Takes the asking for a connection's provider, for an hour: false where its list is not due, or
 * another process took it. Taken before the call, so that a provider whose answer kills the process
 * is not asked again at once.
 */
export async function claimCarrierList(sql: Sql, connectionId: string, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO catalogue_source AS known (source, due_at, asked_at, outcome)
     SELECT connection.base_url, $1::timestamptz + ${AFTER_FAILURE}, $1, 'asking' FROM ${from}
      WHERE connection.id = $2 AND ${isDue} AND ${mayAsk}
     ON CONFLICT (source) DO UPDATE SET due_at = excluded.due_at, asked_at = excluded.asked_at, outcome = 'asking'
        WHERE known.due_at <= $1
     RETURNING source`,
    [now, connectionId],
  );
  return rows.length > 0;
}

/** How asking for a list ended. */
export type ListOutcome =
  { kind: "listed"; couriers: number; detail: string } | { kind: "not-offered" } | { kind: "failed"; detail: string };

/** Records how asking for a list ended, and when it is asked for again. */
export async function recordCarrierList(sql: Sql, source: string, outcome: ListOutcome, now: Date): Promise<void> {
  await sql.query(
    `UPDATE catalogue_source
        SET outcome = $2::catalogue_outcome, detail = $3,
            listed_at = CASE WHEN $2 = 'listed' THEN $5 ELSE listed_at END,
            couriers = CASE WHEN $2 = 'listed' THEN $4 ELSE couriers END,
            due_at = $5::timestamptz + CASE WHEN $2 = 'failed' THEN ${AFTER_FAILURE} ELSE ${AGAIN} END
      WHERE source = $1`,
    [
      source,
      outcome.kind,
      "detail" in outcome ? outcome.detail : "",
      outcome.kind === "listed" ? outcome.couriers : 0,
      now,
    ],
  );
}

/** How the list of an account's provider stands. */
export interface CarrierListState {
  outcome: "asking" | ListOutcome["kind"];
  detail: string;
  couriers: number;
  askedAt: Date;
  listedAt: Date | null;
}

/** How the list of an account's provider stands; null before it was first asked for. */
export async function carrierListState(sql: Sql, accountId: string): Promise<CarrierListState | null> {
  const [row] = await sql.query<CarrierListState>(
    `SELECT outcome::text AS outcome, detail, couriers, asked_at AS "askedAt", listed_at AS "listedAt"
       FROM catalogue_source WHERE source = (SELECT base_url FROM connection WHERE account_id = $1)`,
    [accountId],
  );
  return row ?? null;
}
