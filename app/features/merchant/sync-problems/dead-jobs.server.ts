import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { selectDeadJobs, type DeadJobs, type JobOwner } from "~/platform/queue/dead-jobs.queries.server";

/** How the queue names an account: by its id, or by that of its connection. */
export async function jobOwner(sql: Sql, accountId: string): Promise<JobOwner> {
  const connection = await connectionOf(sql, accountId);
  return { accountId, connectionId: connection?.id ?? null };
}

/** The jobs of an account that were given up, by kind. */
export async function deadJobsOf(sql: Sql, accountId: string): Promise<DeadJobs[]> {
  return selectDeadJobs(sql, await jobOwner(sql, accountId));
}
