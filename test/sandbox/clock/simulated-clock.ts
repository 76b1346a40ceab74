import pg from "pg";
import type { Collection } from "../state/collection";

const hourMs = 3_600_000;

/**
 * The clock parcels live by: the machine's time plus an offset that only grows. With a database the
 * offset is the row the app reads as well; without one it stays in the sandbox's state.
 */
export class SimulatedClock {
  readonly #kept: Collection<number>;
  readonly #databaseUrl: string | null;
  #offsetMs: number;
  #moving: Promise<void> = Promise.resolve();

  constructor(kept: Collection<number>, databaseUrl: string | null) {
    this.#kept = kept;
    this.#databaseUrl = databaseUrl;
    this.#offsetMs = kept.get("offsetMs") ?? 0;
  }

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  /**
   * Takes the database's offset over where there is one, so that both processes tell the same time
   * after a restart.
   */
  async adopt(): Promise<void> {
    if (!this.#databaseUrl) return;
    const stored = await withClient(this.#databaseUrl, readOffset).catch(() => null);
    if (stored !== null) this.#keep(stored);
  }

  /** Moves the clock forward; concurrent moves add up. Gives the new present. */
  advance(hours: number): Promise<Date> {
    const move = this.#moving.then(async () => {
      const offsetMs = this.#offsetMs + Math.round(hours * hourMs);
      if (this.#databaseUrl) await withClient(this.#databaseUrl, (client) => writeOffset(client, offsetMs));
      this.#keep(offsetMs);
    });
    this.#moving = move.catch(() => undefined);
    return move.then(() => this.now());
  }

  #keep(offsetMs: number): void {
    if (offsetMs === this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    this.#kept.put("offsetMs", offsetMs);
  }
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readOffset(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ offset_ms: string }>("SELECT offset_ms FROM story_clock WHERE id = 1");
  return rows[0] ? Number(rows[0].offset_ms) : null;
}

async function writeOffset(client: pg.Client, offsetMs: number): Promise<void> {
  await client.query(
    "INSERT INTO story_clock (id, offset_ms) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET offset_ms = EXCLUDED.offset_ms",
    [offsetMs],
  );
  await client.query("NOTIFY story_clock");
}
