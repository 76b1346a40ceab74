import { z } from "zod";

/**
 * Every job by its wire name: what it carries and how it fails. Handlers live in `processes/`, so
 * code that only enqueues pulls in nothing. Jobs are signals ("look at this account"): what is to
 * be done stands in columns, so a job run twice, or one too many, does no harm.
 */
export const jobDefinitions = {
  /** Reads the waiting inbox messages of one account. */
  "process-inbox": { payload: z.object({ accountId: z.uuid() }), concurrency: 4, retryLimit: 8 },
  /** Registers, looks up and refreshes over one provider connection, within its pace. */
  "work-connection": { payload: z.object({ connectionId: z.uuid() }), concurrency: 8, retryLimit: 8 },
  /** Sends what waits in one account's outbox. */
  "send-outbox": { payload: z.object({ accountId: z.uuid() }), concurrency: 4, retryLimit: 8 },
  /** Chooses again for one account's shipments that wait for a carrier. */
  "place-parcels": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 8 },
  /** Brings the courier list of one connection's provider up to date. */
  "sync-carriers": { payload: z.object({ connectionId: z.uuid() }), concurrency: 1, retryLimit: 3 },
  /** Deletes what one account's log of pushes no longer shows. */
  "prune-push-log": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 2 },
  /** Deletes what one account's inbox need not know again. */
  "prune-inbox": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 2 },
  /**
   * Renews the hashes by which shoppers find one account's orders, where they were made by older
   * rules.
   */
  "hash-contacts": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 8 },
  /** Deletes the counts of look-ups without a result whose time is over. */
  "forget-misses": { payload: z.object({}), concurrency: 1, retryLimit: 2 },
  /** Reads on in Shopify's orders for one account: its backfill, and its hourly reconciliation. */
  "sync-orders": { payload: z.object({ accountId: z.uuid() }), concurrency: 2, retryLimit: 8 },
  /** Folds the finished days of one account's tally of trackings. */
  "fold-tally": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 2 },
  /** Gives one account the price of questions back that were never answered. */
  "give-back-quota": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 8 },
  /** Writes the tracking page's settings to one shop's theme. */
  "publish-theme-facts": { payload: z.object({ accountId: z.uuid() }), concurrency: 2, retryLimit: 8 },
  /** Counts again how long one shop's shipments took on their lanes. */
  "count-lanes": { payload: z.object({ accountId: z.uuid() }), concurrency: 1, retryLimit: 2 },
} as const;

export type JobName = keyof typeof jobDefinitions;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobDefinitions)[Name]["payload"]>;
export const jobNames = Object.keys(jobDefinitions) as JobName[];
