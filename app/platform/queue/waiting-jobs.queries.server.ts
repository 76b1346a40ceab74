import type { Sql } from "~/platform/database/client.server";

/** Of these payloads of one queue, those that no waiting job carries. */
export async function payloadsWithoutJob<Payload extends object>(
  sql: Sql,
  queue: string,
  payloads: readonly Payload[],
): Promise<Payload[]> {
  const rows = await sql.query<{ data: Payload }>(
    `SELECT asked.data FROM unnest($2::jsonb[]) AS asked(data)
      WHERE NOT EXISTS (SELECT FROM pgboss.job WHERE name = $1 AND state = 'created' AND job.data = asked.data)`,
    [queue, payloads.map((payload) => JSON.stringify(payload))],
  );
  return rows.map((row) => row.data);
}
