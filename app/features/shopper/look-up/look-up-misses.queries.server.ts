import type { Sql } from "~/platform/database/client.server";

/**
 * Counts a miss under each key and answers how many there are now. A window begins with its first
 * miss. Should the server crash, the last of them may be forgotten: a guesser then has some more,
 * and nobody waits for a disk on behalf of strangers.
 */
export async function addMisses(
  sql: Sql,
  windows: readonly { key: Buffer; endsAt: Date }[],
  now: Date,
): Promise<number[]> {
  const keys = windows.map(({ key }) => key);
  // In one order everywhere, so that two misses never wait for each other.
  const sorted = windows.toSorted((one, other) => Buffer.compare(one.key, other.key));
  const rows = await sql.query<{ keyHash: Buffer; misses: number }>(
    `INSERT INTO look_up_miss AS known (key_hash, misses, ends_at)
     SELECT w.key_hash, 1, w.ends_at
       FROM unnest($1::bytea[], $2::timestamptz[]) AS w(key_hash, ends_at), set_config('synchronous_commit', 'off', true)
     ON CONFLICT (key_hash) DO UPDATE SET
       misses = CASE WHEN known.ends_at > $3 THEN known.misses + 1 ELSE 1 END,
       ends_at = CASE WHEN known.ends_at > $3 THEN known.ends_at ELSE excluded.ends_at END
     RETURNING key_hash AS "keyHash", misses`,
    [sorted.map(({ key }) => key), sorted.map(({ endsAt }) => endsAt), now],
    "add-misses",
  );
  return inOrder(keys, rows);
}

export async function hasEndedMisses(sql: Sql, now: Date): Promise<boolean> {
  const rows = await sql.query("SELECT FROM look_up_miss WHERE ends_at <= $1 LIMIT 1", [now]);
  return rows.length > 0;
}

/** Deletes so many whose window is over; answers how many it were. */
export async function deleteEndedMisses(sql: Sql, now: Date, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM look_up_miss WHERE key_hash IN (
       SELECT key_hash FROM look_up_miss WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED
     ) RETURNING 1 AS gone`,
    [now, limit],
  );
  return rows.length;
}

function inOrder(keys: readonly Buffer[], rows: { keyHash: Buffer; misses: number }[]): number[] {
  const found = new Map(rows.map(({ keyHash, misses }) => [keyHash.toString("hex"), misses]));
  return keys.map((key) => found.get(key.toString("hex")) ?? 0);
}
