import type { Log } from "./log.server";

/** Finish what is under way or hand it back within this time. */
const GRACE_MS = 10_000;

interface Running {
  stop: (graceMs: number) => Promise<void>;
}

/**
 * Runs a process until it is told to stop, then stops it in order; a second signal, or too long a
 * wait, ends it at once. What keeps it from starting, and what nobody caught, ends it with one line
 * in the log: Node would print the whole error, and drivers hang the connection's password on
 * theirs.
 */
export async function runUntilStopped(log: Log, start: () => Promise<Running>): Promise<void> {
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "ended by an error nobody caught");
    process.exit(1);
  });
  const running = await start().catch((error: unknown) => {
    log.fatal({ err: error }, "could not start");
    process.exit(1);
  });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), GRACE_MS + 2_000).unref();
    running.stop(GRACE_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "could not stop in order");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => stop(signal));
}
