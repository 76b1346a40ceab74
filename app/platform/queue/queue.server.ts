import { createHash } from "node:crypto";
import { PgBoss, type SendOptions } from "pg-boss";
import type { Sql } from "~/platform/database/client.server";
import type { Log } from "~/platform/log.server";
import { payloadsWithoutJob } from "./waiting-jobs.queries.server";
import { queueErrors } from "./queue-errors";
import { jobDefinitions, jobNames, type JobName, type JobPayload } from "./job-definitions";

const HEARTBEAT_SECONDS = 10;
/** New jobs are announced; those to be tried again are only found by looking. */
const LOOK_SECONDS = 2;
/** An announced job begins within milliseconds; one that waited longer has others behind it. */
const WAITED_IN_A_BACKLOG_MS = 500;
const DEAD_LETTER = "dead-jobs";

/** Sends jobs. With `tx` the job exists exactly if the transaction commits. */
export interface JobQueue {
  enqueue<Name extends JobName>(name: Name, payload: JobPayload<Name>, tx?: Sql): Promise<void>;
}

export type JobHandler<Name extends JobName> = (payload: JobPayload<Name>) => Promise<void>;
export type JobHandlers = { [Name in JobName]: JobHandler<Name> };

/** The queue of one process: it sends for all, and works where `work` is called. */
export interface RunningQueue extends JobQueue {
  /**
   * Sends the jobs that do not wait already. Looking for due work again and again must not fill the
   * queue while its workers are busy; a waiting job begins after this call, so it sees all that was
   * committed before it.
   */
  enqueueMissing<Name extends JobName>(name: Name, payloads: readonly JobPayload<Name>[]): Promise<void>;
  work(handlers: JobHandlers): Promise<void>;
  isRunning(): boolean;
  stop(options: { graceMs: number }): Promise<void>;
}

/**
 * The queue's statement for a job is long, and takes the database longer to plan than to run; so it
 * is kept under a name.
 */
const over = (sql: Sql): NonNullable<SendOptions["db"]> => ({
  executeSql: async (text, values) => ({ rows: await sql.query(text, values, `job-${fingerprint(text)}`) }),
});

const fingerprint = (text: string) => createHash("sha256").update(text).digest("base64url");

export async function startQueue(
  databaseUrl: string,
  log: Log,
  options: { supervise: boolean },
): Promise<RunningQueue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: "homeward-jobs",
    max: 6,
    useListenNotify: true,
    supervise: options.supervise,
    schedule: false,
    monitorIntervalSeconds: 2,
  });
  boss.on(
    "error",
    queueErrors(log, () => performance.now()),
  );
  boss.on("warning", (warning) => log.debug({ warning: warning.message }, "job queue"));
  await boss.start();
  await boss.createQueue(DEAD_LETTER);
  for (const name of jobNames) {
    const settings = {
      retryLimit: jobDefinitions[name].retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 900,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      deadLetter: DEAD_LETTER,
      notify: true,
      deleteAfterSeconds: 3600,
    };
    await boss.createQueue(name, settings);
    await boss.updateQueue(name, settings);
  }
  const queueDatabase: Sql = {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await boss.getDb().executeSql(text, [...values])).rows as Row[],
  };
  let running = true;
  return {
    async enqueue(name, payload, tx) {
      await boss.send(name, payload, tx ? { db: over(tx) } : {});
    },
    async enqueueMissing(name, payloads) {
      if (payloads.length === 0) return;
      const missing = await payloadsWithoutJob(queueDatabase, name, payloads);
      if (missing.length > 0)
        await boss.insert(
          name,
          missing.map((data) => ({ data })),
        );
    },
    async work(handlers) {
      for (const name of jobNames) {
        const work = workerOf(boss, name, handlers[name], log);
        for (let workers = 0; workers < jobDefinitions[name].concurrency; workers += 1) await work();
      }
    },
    isRunning: () => running,
    async stop({ graceMs }) {
      running = false;
      await boss.stop({ graceful: true, timeout: graceMs });
    },
  };
}

/** Each call of what it answers starts one worker of a job, which can be woken by itself. */
function workerOf<Name extends JobName>(
  boss: PgBoss,
  name: Name,
  handle: JobHandler<Name>,
  log: Log,
): () => Promise<void> {
  const { payload: schema } = jobDefinitions[name];
  const looks = { pollingIntervalSeconds: LOOK_SECONDS, notifyPollingIntervalSeconds: LOOK_SECONDS };
  return async () => {
    const worker: string = await boss.work(name, { ...looks, includeMetadata: true }, async (jobs) => {
      for (const job of jobs) {
        try {
          await handle(schema.parse(job.data) as JobPayload<Name>);
        } catch (error) {
          log.error({ err: error, job: name, jobId: job.id }, "job failed, will be tried again");
          throw error;
        } finally {
          // A worker rests after each job until the next is announced, and what an outage left
          // behind is announced no more.
          if (job.startedOn.getTime() - job.createdOn.getTime() > WAITED_IN_A_BACKLOG_MS) boss.notifyWorker(worker);
        }
      }
    });
  };
}
