import { jobHandlers } from "./job-handlers";
import { watchDueWork } from "./due-work.server";
import type { Services } from "~/features/services.server";

/** Makes this process work: take jobs, and turn what falls due into jobs. */
export async function startWorking(services: Services): Promise<{ stop: () => Promise<void> }> {
  await services.jobs.work(jobHandlers(services));
  return watchDueWork(services);
}
