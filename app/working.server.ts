import { jobHandlers } from "./jobs/handlers";
import { watchDueWork } from "./jobs/due-work.server";
import type { Services } from "./services.server";

/** Makes this process work: take jobs, and turn what falls due into jobs. */
export async function startWorking(services: Services): Promise<{ stop: () => Promise<void> }> {
  await services.jobs.work(jobHandlers(services));
  return watchDueWork(services);
}
