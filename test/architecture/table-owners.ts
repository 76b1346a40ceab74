/**
 * The one subject that writes each table. Others may read it; who needs a change in it calls a
 * function of its owner. A schema of a library that we write to directly is listed by its tables.
 */
export const TABLE_OWNERS: Record<string, readonly string[]> = {
  "features/shipments": ["shipment", "checkpoint", "removed_tracking", "tracking_tally"],
  "features/provider-sync": [
    "connection",
    "removed_calls",
    "registration",
    "registration_attempt",
    "registration_tally",
    "stop_request",
  ],
  "features/intake": ["order", "fulfillment", "fulfillment_parcel", "inbox_message", "sync_run", "forgotten_sync"],
  "features/carriers": ["courier_rule", "own_carrier", "catalogue_courier", "catalogue_source"],
  "features/account": ["account", "session", "quota_hold"],
  "features/privacy": ["data_request"],
  "features/public-api": ["api_key", "push_address"],
  "features/outbox": ["outbox_message"],
  "features/shopper": ["look_up_miss", "lane_transit"],
  platform: ["story_clock", "pgboss.job"],
};

/** Tables of the list that the schema does not name: pg-boss makes its own. */
export const TABLES_OF_LIBRARIES: readonly string[] = ["pgboss.job"];

/**
 * The owner of a file: `features/intake` for what lies below it, else the first folder below
 * `app/`.
 */
export function ownerOf(file: string): string {
  const [first = "", second] = file.replace(/^app\//, "").split("/");
  return first === "features" && second !== undefined ? `features/${second}` : first;
}

/** Whether statements may stand in a file. */
export function mayHoldStatements(file: string): boolean {
  return file.endsWith(".queries.server.ts") || file.startsWith("app/platform/database/");
}
