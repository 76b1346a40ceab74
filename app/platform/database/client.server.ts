import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Log } from "~/platform/log.server";
import { PrismaClient } from "./generated/client";

/**
 * More than the jobs a worker does at once, each of which holds one; a shop's token lock may be
 * needed inside.
 */
const LOCKS_AT_ONCE = 24;

/**
 * Runs one statement. Both a pool and a transaction offer it, so that a query does not care where
 * it runs.
 */
export interface Sql {
  /**
   * With a name the statement is parsed and planned once per connection: for the few that run for
   * every webhook. One name, one text.
   */
  query<Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>;
}

/**
 * Where a process takes its named locks. They have connections of their own, so that work
 * under a lock always finds a connection.
 */
interface LockDesk {
  pool: pg.Pool;
  /**
   * Locks this process holds or is asking for: one connection each, however many callers want it.
   */
  taken: Map<string, { acquired: Promise<boolean>; released: Promise<void> }>;
}

/** The one database of a process. Statements stand in the query files of the subjects. */
export interface Database extends Sql {
  prisma: PrismaClient;
  pool: pg.Pool;
  locks: LockDesk;
  transaction<Result>(work: (tx: Sql) => Promise<Result>): Promise<Result>;
  /**
   * A transaction of so many statements, none of which needs another's answer: the COMMIT leaves
   * with the last of them, so that there is one wait instead of one for each. All of them happen or
   * none; one more than was said is refused.
   */
  transactionOf<Result>(statements: number, work: (tx: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const overPgQueryable = (queryable: pg.Pool | pg.PoolClient): Sql => ({
  query: async <Row extends object>(text: string, values: readonly unknown[] = [], name?: string) =>
    (await queryable.query<Row & pg.QueryResultRow>({ text, values: values.map(storable), ...(name && { name }) }))
      .rows,
});

/**
 * PostgreSQL's text cannot hold NUL; one in a carrier's or a merchant's words must not fail the
 * whole batch.
 */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "") : value;
  return Array.isArray(value) ? value.map(storable) : value;
}

/**
 * A value for a jsonb column, which holds neither NUL nor half a surrogate pair (a cut emoji), not
 * even escaped.
 */
export function jsonb(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === "string" ? entry.replaceAll("\0", "").toWellFormed() : entry,
  );
}

/** Whether the database refused what it was given, so that giving it again cannot help. */
export function isRefusedByDatabase(error: unknown): boolean {
  // SQLSTATE classes: data exception, integrity violation, program limit exceeded.
  return error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? "");
}

/** Whether a table or column was asked for that the database does not have yet. */
export function isNotMigrated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && ["42P01", "42703"].includes(error.code ?? "");
}

export function connectDatabase(url: string, options: { log: Log; poolSize?: number }): Database {
  const lost = (error: Error) => options.log.warn({ reason: error.message }, "database connection lost");
  const openPool = (max: number) => {
    // Statements leave without waiting for the answer to the one before; code that needs that
    // answer awaits it.
    const opened = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 10_000, pipeline: true });
    // Idle or in use: a client whose server went away emits an error, and without a listener Node
    // would exit.
    opened.on("error", lost);
    opened.on("connect", (client) => client.on("error", lost));
    return opened;
  };
  const pool = openPool(options.poolSize ?? 12);
  const locks: LockDesk = { pool: openPool(LOCKS_AT_ONCE), taken: new Map() };
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    pool,
    locks,
    ...overPgQueryable(pool),
    transaction: (work) =>
      onOneClient(pool, async (client) => {
        // On its way together with the first statement, which saves a transaction one of its waits.
        const begun = sendAhead(client, "BEGIN");
        const result = await work(overPgQueryable(client));
        await begun;
        await client.query("COMMIT");
        return result;
      }),
    transactionOf: (statements, work) =>
      onOneClient(pool, async (client) => {
        const tx = overPgQueryable(client);
        const begun = sendAhead(client, "BEGIN");
        let committed: Promise<pg.QueryResult> | undefined;
        let left = statements;
        const result = await work({
          query(text, values, name) {
            if (committed) throw new Error(`This transaction was to have ${statements} statements, not more`);
            const rows = tx.query<never>(text, values, name);
            left -= 1;
            if (left === 0) committed = sendAhead(client, "COMMIT");
            return rows;
          },
        });
        await begun;
        // The COMMIT of a transaction that failed is answered too, with the word ROLLBACK.
        const { command } = await (committed ?? client.query("COMMIT"));
        if (command !== "COMMIT") throw new Error("The transaction was not committed");
        return result;
      }),
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), locks.pool.end()]);
    },
  };
}

/**
 * Lends a connection to a transaction, takes back what a failed one did, and throws the connection
 * away if that failed too.
 */
async function onOneClient<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: unknown) => (broken = asError(failure)));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Sends a statement whose answer is awaited later; until then its failure must not count as
 * unhandled.
 */
function sendAhead(client: pg.PoolClient, text: string): Promise<pg.QueryResult> {
  const answer = client.query(text);
  answer.catch(() => undefined);
  return answer;
}

/**
 * Runs `work` while this caller alone holds the named lock, over all processes; without `wait`
 * answers null at once when another holds it.
 */
export async function whileHoldingLock<Result>(
  { locks }: Pick<Database, "locks">,
  name: string,
  work: () => Promise<Result>,
  options: { wait: boolean },
): Promise<Result | null> {
  for (let other = locks.taken.get(name); other; other = locks.taken.get(name)) {
    if (options.wait) await other.released;
    else if (await other.acquired) return null;
    else await other.released;
  }
  const acquired = Promise.withResolvers<boolean>();
  const released = Promise.withResolvers<undefined>();
  locks.taken.set(name, { acquired: acquired.promise, released: released.promise });
  try {
    return await withAdvisoryLock(locks.pool, name, options, async (held) => {
      acquired.resolve(held);
      return held ? work() : null;
    });
  } finally {
    acquired.resolve(false);
    locks.taken.delete(name);
    released.resolve(undefined);
  }
}

/** PostgreSQL's own lock: it dies with its connection. */
async function withAdvisoryLock<Result>(
  pool: pg.Pool,
  name: string,
  options: { wait: boolean },
  work: (held: boolean) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const call = options.wait ? "pg_advisory_lock" : "pg_try_advisory_lock";
    const { rows } = await client.query<{ held: unknown }>(`SELECT ${call}(hashtextextended($1, 0)) AS held`, [name]);
    if (!options.wait && rows[0]?.held !== true) return await work(false);
    try {
      return await work(true);
    } finally {
      await client
        .query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name])
        .catch((failure: unknown) => (broken = asError(failure)));
    }
  } finally {
    client.release(broken);
  }
}

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));
