import pg from "pg";
import { eventually } from "../e2e/support/demo-run";

const WITHIN_MS = 60_000;

/** Runs a further statement in the transaction that holds a lock. */
export type Also = (statement: string, values?: unknown[]) => Promise<void>;

/** The demo's database from outside, also while it is down and after it was started again. */
export interface WatchedDatabase {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /**
   * Runs `work` inside a transaction of ours that has taken a lock, and lets go of it afterwards.
   */
  holding(statement: string, values: unknown[], work: (also: Also) => Promise<void>): Promise<void>;
  /**
   * Whether a statement with these words waits for a lock: the proof that somebody has come to our
   * lock.
   */
  somebodyWaitsFor(words: string): Promise<boolean>;
  close(): Promise<void>;
}

export function openWatchedDatabase(connectionString: string): WatchedDatabase {
  const pool = new pg.Pool({ connectionString, max: 3 });
  const lost: Error[] = [];
  pool.on("error", (error) => lost.push(error));
  pool.on("connect", (client) => client.on("error", (error) => lost.push(error)));

  const query = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    eventually(
      () =>
        pool.query<Row>(text, values).then(
          ({ rows }) => rows,
          (error: unknown) => {
            // What the server says of the statement itself; everything else is its restart, which
            // is part of the test.
            if (error instanceof pg.DatabaseError && !/^(57|08)/.test(error.code ?? "")) throw error;
            return null;
          },
        ),
      { withinMs: WITHIN_MS, what: () => `the database to answer (${lost.at(-1)?.message ?? "no answer"})` },
    );
  return {
    query,
    async holding(statement, values, work) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query(statement, values);
        await work(async (further, theirs) => {
          await client.query(further, theirs);
        });
      } finally {
        await client.query("ROLLBACK; SELECT pg_advisory_unlock_all()");
        client.release();
      }
    },
    async somebodyWaitsFor(words) {
      const rows = await query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> pg_backend_pid() AND query ILIKE $1`,
        [`%${words}%`],
      );
      return rows.length > 0;
    },
    close: () => pool.end(),
  };
}
