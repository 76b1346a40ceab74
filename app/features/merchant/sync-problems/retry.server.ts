import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import { takeDeadJobs } from "~/platform/queue/dead-jobs.queries.server";
import { reopenRejected } from "~/features/provider-sync/registration/rejected-registrations.queries.server";
import { requeueMessage } from "~/features/intake/inbox/undelivered-messages.queries.server";
import { jobDefinitions, jobNames, type JobName } from "~/platform/queue/job-definitions";
import type { Services } from "~/features/services.server";
import { jobOwner } from "./dead-jobs.server";
import { neverRetried } from "./reasons";

type Deps = Pick<Services, "db" | "jobs" | "clock">;

export type RetryResult = { kind: "requeued" } | { kind: "not-found" };

/** Reads a webhook again, for instance after an upgrade. */
export async function retryWebhook(
  { db, jobs }: Pick<Deps, "db" | "jobs">,
  accountId: string,
  messageId: string,
): Promise<RetryResult> {
  return db.transaction(async (tx) => {
    if (!(await requeueMessage(tx, accountId, messageId))) return { kind: "not-found" };
    await jobs.enqueue("process-inbox", { accountId }, tx);
    return { kind: "requeued" };
  });
}

/** Registers a rejected parcel once more. Without a provider it waits for one. */
export async function retryRegistration(
  { db, jobs, clock }: Deps,
  accountId: string,
  shipmentId: string,
): Promise<RetryResult> {
  return db.transaction(async (tx) => {
    const reopened = await reopenRejected(tx, accountId, shipmentId, { never: neverRetried, now: clock.now() });
    if (!reopened) return { kind: "not-found" };
    const connection = await connectionOf(tx, accountId);
    if (connection) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
    return { kind: "requeued" };
  });
}

/** Does the work of an account's dead jobs of one kind again, with one job for all of them. */
export async function retryDeadJobs(
  { db, jobs }: Pick<Deps, "db" | "jobs">,
  accountId: string,
  name: string,
): Promise<RetryResult> {
  const known = jobNames.find((one) => one === name);
  if (known === undefined) return { kind: "not-found" };
  return db.transaction(async (tx) => {
    const carried = await takeDeadJobs(tx, await jobOwner(tx, accountId), known);
    if (carried === null) return { kind: "not-found" };
    await jobs.enqueue(known, payloadOf(known, carried), tx);
    return { kind: "requeued" };
  });
}

/**
 * What a job carries is checked when it is taken; one that could never be read is dead for that
 * reason, and stays so.
 */
function payloadOf(name: JobName, carried: unknown) {
  return jobDefinitions[name].payload.parse(carried);
}
