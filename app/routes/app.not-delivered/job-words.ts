import type { i18n } from "i18next";
import type { JobName } from "~/platform/queue/job-definitions";

/**
 * What a job does, in a merchant's words. A job of an older or newer version than this one may be
 * on the list, too.
 */
export function jobWords({ t, exists }: Pick<i18n, "t" | "exists">, name: string): string {
  const isNamed = (job: string): job is JobName => exists(`notDelivered.jobs.names.${job}`);
  // Compiles only while each job of this version has words.
  return t(`notDelivered.jobs.names.${isNamed(name) ? name : "other"}`);
}
