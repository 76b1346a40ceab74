import type { Services } from "~/services.server";

export interface Readiness {
  ready: boolean;
  reason: string;
}

/** Whether this process can do its work now: the database answers, is migrated, and the job queue runs. */
export async function readiness({ db, jobs }: Pick<Services, "db" | "jobs">): Promise<Readiness> {
  try {
    const [row] = await db.query<{ pending: boolean }>(
      "SELECT EXISTS (SELECT FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS pending",
    );
    if (row?.pending) return { ready: false, reason: "A migration has not finished" };
  } catch {
    return { ready: false, reason: "The database does not answer or has not been migrated" };
  }
  return jobs.isRunning() ? { ready: true, reason: "ok" } : { ready: false, reason: "The job queue is not running" };
}
