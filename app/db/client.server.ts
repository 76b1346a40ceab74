import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Log } from "~/log.server";
import { PrismaClient } from "./generated/client";

/** Runs one statement. Both a pool and a transaction offer it, so that a query does not care where it runs. */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** The one database of a process: Prisma where it can say it, SQL in app/db where it cannot. */
export interface Database extends Sql {
  prisma: PrismaClient;
  pool: pg.Pool;
  transaction<Result>(work: (tx: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const overPgQueryable = (queryable: pg.Pool | pg.PoolClient): Sql => ({
  query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await queryable.query<Row & pg.QueryResultRow>(text, values.map(storable))).rows,
});

/** PostgreSQL's text cannot hold NUL; one in a carrier's or a merchant's words must not fail the whole batch. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "") : value;
  return Array.isArray(value) ? value.map(storable) : value;
}

/** A value for a jsonb column, which holds neither NUL nor half a surrogate pair (a cut emoji), not even escaped. */
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

export function connectDatabase(url: string, options: { log: Log; poolSize?: number }): Database {
  const pool = new pg.Pool({ connectionString: url, max: options.poolSize ?? 12, connectionTimeoutMillis: 10_000 });
  // An idle client whose server went away emits here; without a listener Node would exit.
  pool.on("error", (error) => options.log.warn({ reason: error.message }, "database connection lost"));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    pool,
    ...overPgQueryable(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work(overPgQueryable(client));
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Runs `work` while this process alone holds the named lock; answers null at once when another holds it. Dies with its connection. */
export async function whileHoldingLock<Result>(
  db: Database,
  name: string,
  work: () => Promise<Result>,
  options: { wait: boolean },
): Promise<Result | null> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const call = options.wait ? "pg_advisory_lock" : "pg_try_advisory_lock";
    const { rows } = await client.query<{ held: unknown }>(`SELECT ${call}(hashtextextended($1, 0)) AS held`, [name]);
    if (!options.wait && rows[0]?.held !== true) return null;
    try {
      return await work();
    } finally {
      await client
        .query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name])
        .catch((failure: Error) => (broken = failure));
    }
  } finally {
    client.release(broken);
  }
}
