import type { Log } from "~/platform/log.server";

/** How often the same error is logged again while it lasts. */
const LOGGED_EVERY_MS = 30_000;

/** More causes at once than there are; words that never repeat must not fill the memory. */
const MOST_CAUSES = 100;

/**
 * Of the errors of a queue what is the same for every queue and worker: the code, else the words
 * before the queue's name.
 */
function cause(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  if ("code" in error && typeof error.code === "string") return error.code;
  return "message" in error ? (String(error.message).split(" (Queue:")[0] ?? "") : "";
}

/**
 * Logs the errors of a job queue. Each of some forty workers looks for jobs every two seconds, and
 * all of them fail while the database is away: the first line of each cause is logged at once, and
 * what came meanwhile is counted in the next, half a minute later.
 */
export function queueErrors(log: Log, nowMs: () => number): (error: unknown) => void {
  const logged = new Map<string, { untilMs: number; silent: number }>();
  return (error) => {
    const key = cause(error);
    const last = logged.get(key);
    if (last && nowMs() < last.untilMs) {
      last.silent += 1;
      return;
    }
    log.error({ err: error, ...(last?.silent ? { alsoSince: last.silent } : {}) }, "job queue");
    if (logged.size >= MOST_CAUSES) logged.clear();
    logged.set(key, { untilMs: nowMs() + LOGGED_EVERY_MS, silent: 0 });
  };
}
