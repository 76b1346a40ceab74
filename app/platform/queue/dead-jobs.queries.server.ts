import type { Sql } from "~/platform/database/client.server";

export interface DeadJobs {
  /** The job's wire name. */
  name: string;
  count: number;
  /** When the last of them was given up. */
  lastAt: Date;
}

/** What the queue gave up for an account. Jobs name their account, or its connection. */
const ofAccount = `name = 'dead-jobs' AND state < 'active'
  AND (data->>'accountId' = $1::text OR data->>'connectionId' = (SELECT id::text FROM connection WHERE account_id = $1::uuid))`;

/** The jobs of an account that were given up, by kind: jobs are signals, so many of one kind are one thing that does not work. */
export async function selectDeadJobs(sql: Sql, accountId: string): Promise<DeadJobs[]> {
  return sql.query<DeadJobs>(
    `SELECT source_name AS name, count(*)::int AS count, max(created_on) AS "lastAt" FROM pgboss.job
      WHERE ${ofAccount} AND source_name IS NOT NULL GROUP BY source_name ORDER BY "lastAt" DESC, name`,
    [accountId],
  );
}

/** Takes the dead jobs of one kind away; answers what the newest of them carried, null where there is none. */
export async function takeDeadJobs(tx: Sql, accountId: string, name: string): Promise<unknown> {
  const [row] = await tx.query<{ data: unknown }>(
    `WITH gone AS (DELETE FROM pgboss.job WHERE ${ofAccount} AND source_name = $2 RETURNING data, created_on)
     SELECT data FROM gone ORDER BY created_on DESC LIMIT 1`,
    [accountId, name],
  );
  return row?.data ?? null;
}
