import pg from "pg";
import type { BenchEnvironment } from "../environment/environment";
import { plainColumns } from "./sample-trackings";

export interface PlainInsert {
  /**
   * Rows a second, every connection sending its next statement as soon as the last was committed.
   */
  run(durationMs: number): Promise<number>;
}

/**
 * The columns of a create, so many rows a statement, each statement its own commit, parsed once per
 * connection; nothing else is done.
 */
export async function openPlainInsert(
  environment: BenchEnvironment,
  { accountId, connections, rows }: { accountId: string; connections: number; rows: number },
): Promise<PlainInsert> {
  const pool = new pg.Pool({ connectionString: environment.databaseUrl, max: connections });
  environment.onClose(() => pool.end());
  const columns = Object.entries(plainColumns(environment.vault, accountId));
  const row = (first: number) => `(${columns.map((_column, index) => `$${String(first + index)}`).join(", ")})`;
  const text = `INSERT INTO shipment (${columns.map(([name]) => name).join(", ")})
    VALUES ${Array.from({ length: rows }, (_, index) => row(1 + index * columns.length)).join(", ")}`;
  let next = 0;
  const insertOnce = async () => {
    const first = next;
    next += rows;
    const values = Array.from({ length: rows }, (_, index) => columns.map(([, value]) => value(first + index))).flat();
    await pool.query({ name: "plain-insert", text, values });
  };
  return {
    async run(durationMs) {
      const startedAt = performance.now();
      const until = startedAt + durationMs;
      let inserted = 0;
      const connection = async () => {
        while (performance.now() < until) {
          await insertOnce();
          inserted += rows;
        }
      };
      await Promise.all(Array.from({ length: connections }, connection));
      return (inserted * 1000) / (performance.now() - startedAt);
    },
  };
}
