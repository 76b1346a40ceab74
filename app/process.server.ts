import type { Log } from "./log.server";

/** Finish what is under way or hand it back within this time. */
const GRACE_MS = 10_000;

interface Running {
  log: Log;
  stop: (graceMs: number) => Promise<void>;
}

/** Runs a process until it is told to stop, then stops it in order; a second signal, or too long a wait, ends it at once. */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  const running = await start();
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    running.log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), GRACE_MS + 2_000).unref();
    running.stop(GRACE_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        running.log.error({ err: error }, "could not stop in order");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => stop(signal));
}
