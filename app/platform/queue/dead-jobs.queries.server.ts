import type { Sql } from "~/platform/database/client.server";

export interface DeadJobs {
  /** The job's wire name. */
  name: string;
  count: number;
  /** When the last of them was given up. */
  lastAt: Date;
}

/** Whose jobs are meant: a job's payload names its account, or its account's connection. */
export interface JobOwner {
  accountId: string;
  connectionId: string | null;
}

/** What the queue gave up for an account. */
const ofOwner = `name = 'dead-jobs' AND state < 'active'
  AND (data->>'accountId' = $1::text OR data->>'connectionId' = $2::text)`;

/**
 * The jobs of an account that were given up, by kind: jobs are signals, so many of one kind are one
 * problem.
 */
export async function selectDeadJobs(sql: Sql, owner: JobOwner): Promise<DeadJobs[]> {
  return sql.query<DeadJobs>(
    `SELECT source_name AS name, count(*)::int AS count, max(created_on) AS "lastAt" FROM pgboss.job
      WHERE ${ofOwner} AND source_name IS NOT NULL GROUP BY source_name ORDER BY "lastAt" DESC, name`,
    [owner.accountId, owner.connectionId],
  );
}

/**
 * Takes the dead jobs of one kind away; answers what the newest of them carried, null where there
 * is none.
 */
export async function takeDeadJobs(tx: Sql, owner: JobOwner, name: string): Promise<unknown> {
  const [row] = await tx.query<{ data: unknown }>(
    `WITH gone AS (DELETE FROM pgboss.job WHERE ${ofOwner} AND source_name = $3 RETURNING data, created_on)
     SELECT data FROM gone ORDER BY created_on DESC LIMIT 1`,
    [owner.accountId, owner.connectionId, name],
  );
  return row?.data ?? null;
}
