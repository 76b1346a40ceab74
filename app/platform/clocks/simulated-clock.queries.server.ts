import type pg from "pg";

/** How far the simulated clock runs ahead of the system's. */
export async function clockOffsetMs(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ offset_ms: string }>("SELECT offset_ms FROM story_clock WHERE id = 1");
  return Number(rows[0]?.offset_ms ?? 0);
}

/** From now on this connection is notified when the offset changes. */
export async function listenToClock(client: pg.Client): Promise<void> {
  await client.query("LISTEN story_clock");
}
