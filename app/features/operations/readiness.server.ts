import { appliedMigrations } from "~/platform/database/migrations.queries.server";
import type { Services } from "~/features/services.server";

export interface Readiness {
  ready: boolean;
  reason: string;
}

/** The migrations this build was made with, by name. */
const migrations = Object.keys(import.meta.glob("../../../prisma/migrations/*/migration.sql", { query: "?raw" })).map(
  (file) => file.split("/").at(-2) ?? "",
);

/**
 * A load balancer gives up after a few seconds; a database that takes longer is as good as gone.
 */
export const ANSWER_WITHIN_MS = 3_000;

/** What PostgreSQL says (SQLSTATE), where it is mended otherwise than by starting it. */
const reasons = new Map([
  ["42P01", "The database has not been migrated"],
  ["53300", "The database has no connection left for this process"],
]);

/**
 * Whether this process can do its work now: the database answers, is migrated, and the job queue
 * runs.
 */
export async function readiness(
  { db, jobs }: { db: Pick<Services["db"], "query">; jobs: Pick<Services["jobs"], "isRunning"> },
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<Readiness> {
  try {
    const applied = await within(answerWithinMs, appliedMigrations(db));
    if (applied === "late") return { ready: false, reason: "The database does not answer" };
    const names = new Set(applied);
    const missing = migrations.filter((name) => !names.has(name));
    if (missing.length > 0) return { ready: false, reason: `Not migrated yet: ${missing.join(", ")}` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { ready: false, reason: reasons.get(code) ?? "The database does not answer" };
  }
  return jobs.isRunning() ? { ready: true, reason: "ok" } : { ready: false, reason: "The job queue is not running" };
}

/** An answer, or "late" when it takes longer; the answer of what goes on is dropped. */
export async function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), ms)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
