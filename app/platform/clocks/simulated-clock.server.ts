import pg from "pg";
import type { Clock, WatchedClock } from "~/domain/clock";
import type { Log } from "~/platform/log.server";
import { clockOffsetMs, listenToClock } from "./simulated-clock.queries.server";

const RECONNECT_AFTER_MS = 500;

/**
 * The clock of shipments, schedules and pauses: moving it ends a pause. The pace of calls does not
 * follow it: it counts the seconds that pass at the provider.
 */
export interface SimulatedClock extends WatchedClock {
  close(): Promise<void>;
}

/** In production: the system's time, whatever the database says. */
export function clockWithoutOffset(systemClock: Clock): SimulatedClock {
  return { now: () => systemClock.now(), onMoved: () => () => undefined, close: () => Promise.resolve() };
}

/** Beside a sandbox: the system's time plus the offset in the database, followed as it moves. */
export async function followSimulatedClock(databaseUrl: string, systemClock: Clock, log: Log): Promise<SimulatedClock> {
  const listeners = new Set<() => void>();
  let offsetMs = 0;
  let client: pg.Client | null = null;
  let closed = false;

  const read = async (from: pg.Client) => {
    const next = await clockOffsetMs(from);
    if (next === offsetMs) return;
    offsetMs = next;
    for (const listener of listeners) listener();
  };

  const connectAgain = () => {
    if (closed) return;
    setTimeout(() => void connect().catch(connectAgain), RECONNECT_AFTER_MS).unref();
  };

  const connect = async () => {
    const next = new pg.Client({ connectionString: databaseUrl });
    next.on("error", (error) => {
      log.warn({ reason: error.message }, "simulated clock lost its connection");
      client = null;
      connectAgain();
    });
    await next.connect();
    next.on("notification", () => void read(next).catch(() => undefined));
    await listenToClock(next);
    await read(next);
    client = next;
  };
  await connect();

  return {
    now: () => new Date(systemClock.now().getTime() + offsetMs),
    onMoved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      await client?.end();
    },
  };
}
