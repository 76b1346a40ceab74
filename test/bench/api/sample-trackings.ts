import type { Vault } from "~/platform/vault.server";
import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import { emailKey } from "~/domain/orders/contact";
import { sealContact } from "~/features/account/contact.server";
import type { BenchEnvironment } from "../environment/environment";

const COURIER = "usps";
const CUSTOMER = { name: "Ana Example", email: "ana@example.com" };
const TITLE = "Two cups and a saucer";

/**
 * What a shop's script sends for one parcel: with the order and its customer, as the clients on
 * record do.
 */
export const trackingBody = (index: number) => ({
  tracking_number: trackingNumber(index),
  carrier_code: COURIER,
  order_id: orderName(index),
  order_create_time: "2026-11-20 15:04",
  title: TITLE,
  customer_name: CUSTOMER.name,
  customer_email: CUSTOMER.email,
  destination_code: "US",
  lang: "en",
});

/** Not the number of any other index, of the usual length. */
export const trackingNumber = (index: number) => `94001118${String(index).padStart(14, "0")}`;

const orderName = (index: number) => `#${String(1001 + index)}`;

/**
 * The columns a create fills, and how they are told for the parcel of one index: what the plain
 * statement inserts.
 */
export function plainColumns(vault: Vault, accountId: string): Record<string, (index: number) => unknown> {
  const contact = { ...CUSTOMER, phone: null, postalCode: null, note: null };
  const customerEnc = sealContact(vault, contact);
  const emailHash = customerEmailHash(vault, accountId, emailKey(CUSTOMER.email));
  const now = new Date();
  const always = (value: unknown) => () => value;
  return {
    account_id: always(accountId),
    created_at: always(now),
    updated_at: always(now),
    registration_state: always("registered"),
    next_refresh_at: always(now),
    courier_source: always("api"),
    number: trackingNumber,
    number_key: trackingNumber,
    courier_code: always(COURIER),
    order_name: orderName,
    order_name_key: (index) => String(1001 + index),
    order_create_time: always("2026-11-20 15:04"),
    order_created_at: always(new Date("2026-11-20T15:04:00Z")),
    title: always(TITLE),
    comment: always(null),
    lang: always("en"),
    logistics_channel: always(null),
    customer_enc: always(customerEnc),
    customer_email_hash: always(emailHash),
    destination_code: always("US"),
    ship_date: always(null),
    carrier_account: always(null),
    auto_correct: always(true),
  };
}

interface Seeding {
  /** Of several accounts each gets the next parcel in turn. */
  accountId: string | readonly string[];
  count: number;
}

/**
 * Fills a table in a transaction of its own, and makes its indexes anew after that, which takes a
 * fraction of the time that feeding them row by row would.
 */
export async function fillTable(
  { db }: Pick<BenchEnvironment, "db">,
  table: string,
  fill: (tx: Pick<BenchEnvironment["db"], "query">) => Promise<unknown>,
): Promise<void> {
  const indexes = await db.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
       FROM pg_index WHERE indrelid = $1::regclass AND NOT indisprimary`,
    [table],
  );
  await db.transaction(async (tx) => {
    if (indexes.length > 0) await tx.query(indexes.map(({ name }) => `DROP INDEX ${name}`).join("; "));
    await fill(tx);
    await tx.query("SET LOCAL maintenance_work_mem = '512MB'");
    if (indexes.length > 0) await tx.query(indexes.map(({ definition }) => definition).join("; "));
  });
}

/**
 * Puts so many parcels into an account, one every two seconds up to now, by one statement.
 */
export async function seedTrackings(environment: BenchEnvironment, { accountId, count }: Seeding): Promise<void> {
  const { vault } = environment;
  const accountIds = [accountId].flat();
  const customerEnc = sealContact(vault, { ...CUSTOMER, phone: null, postalCode: null, note: null });
  const emailHash = customerEmailHash(vault, accountIds[0] ?? "", emailKey(CUSTOMER.email));
  await fillTable(environment, "shipment", (tx) =>
    tx.query(
      `INSERT INTO shipment (account_id, created_at, updated_at, registration_state, courier_source, number, number_key, courier_code,
              order_name, order_name_key, order_create_time, order_created_at, title, lang, customer_enc, customer_email_hash,
              destination_code, destination_country, auto_correct, status)
       SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], told.at, told.at, 'registered', 'api', told.number, told.number, $3, '#' || 1001 + n, (1001 + n)::text,
              '2026-11-20 15:04', '2026-11-20 15:04Z', $4, 'en', $5, $6, 'US', 'US', true,
              (ARRAY['delivered', 'delivered', 'delivered', 'transit', 'pickup', 'pending'])[1 + n % 6]::tracking_status
         FROM generate_series(0, $2::int - 1) AS n,
              LATERAL (SELECT '94001118' || lpad(n::text, 14, '0') AS number,
                              date_trunc('second', now()) - (($2::int - n) * INTERVAL '2 seconds') AS at) AS told`,
      [accountIds, count, COURIER, TITLE, customerEnc, emailHash],
    ),
  );
}

const EVENTS = [
  ["2026-11-20T18:30:00", "Shipping label created, item awaited", "Portland, OR", "pending", "ItemReceived"],
  ["2026-11-21T08:12:00", "Accepted at origin facility", "Portland, OR", "transit", "ItemDispatched"],
  ["2026-11-22T02:45:00", "Departed regional facility", "Salt Lake City, UT", "transit", null],
  ["2026-11-23T11:20:00", "Arrived at destination facility", "Austin, TX", "transit", "DestinationArrived"],
] as const;

/**
 * Gives parcels a story of four events each: those at so many places of the list, counted from the
 * newest.
 */
export async function seedEvents(
  { db }: BenchEnvironment,
  { accountId, from, count }: { accountId: string; from: number; count: number },
): Promise<void> {
  const column = (place: 0 | 1 | 2 | 3 | 4) => EVENTS.map((event) => event[place]);
  await db.query(
    `INSERT INTO checkpoint (account_id, shipment_id, leg, identity, event_local, offset_minutes, text, place, status, milestone,
                             first_seen_at)
     SELECT $1, parcel.id, 'origin', event.local || '-bench', event.local, -360, event.text, event.place, event.status,
            event.milestone, now()
       FROM (SELECT id FROM shipment WHERE account_id = $1 ORDER BY created_at DESC, id OFFSET $2 LIMIT $3) AS parcel,
            unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS event(local, text, place, status, milestone)`,
    [accountId, from, count, column(0), column(1), column(2), column(3), column(4)],
  );
}

/**
 * What the server does by itself within minutes of so many new rows; a measurement begun before
 * would meet it half way.
 */
export async function settle({ db }: BenchEnvironment): Promise<void> {
  await db.query("VACUUM (ANALYZE) shipment");
  await db.query("VACUUM (ANALYZE) checkpoint");
  await db.query(`VACUUM (ANALYZE) "order"`);
  await db.query("VACUUM (ANALYZE) fulfillment");
  await db.query("VACUUM (ANALYZE) fulfillment_parcel");
}
