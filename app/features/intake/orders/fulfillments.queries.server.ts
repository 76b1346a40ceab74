import { jsonb, type Sql } from "~/platform/database/client.server";

export interface FulfillmentWrite {
  orderId: string;
  shopifyFulfillmentId: string;
  name: string;
  status: string;
  trackingCompany: string | null;
  destinationCode: string | null;
  contents: { title: string; quantity: number }[];
  fulfilledAt: Date;
  shopifyUpdatedAt: Date;
}

/**
 * Writes fulfillments and answers those that were news: an older payload changes nothing and is not
 * among them.
 */
export async function upsertFulfillments(
  tx: Sql,
  accountId: string,
  fulfillments: FulfillmentWrite[],
): Promise<{ id: string; shopifyFulfillmentId: string }[]> {
  if (fulfillments.length === 0) return [];
  const column = <Key extends keyof FulfillmentWrite>(key: Key) => fulfillments.map((entry) => entry[key]);
  return tx.query(
    `INSERT INTO fulfillment AS known (account_id, order_id, shopify_fulfillment_id, name, status, tracking_company,
                                       destination_code, contents, fulfilled_at, shopify_updated_at)
     SELECT $1, f.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[],
                                $9::timestamptz[], $10::timestamptz[]) AS f
     ON CONFLICT (account_id, shopify_fulfillment_id) DO UPDATE SET
       order_id = excluded.order_id, name = excluded.name, status = excluded.status,
       tracking_company = excluded.tracking_company, destination_code = excluded.destination_code,
       contents = excluded.contents, shopify_updated_at = excluded.shopify_updated_at
     WHERE known.shopify_updated_at <= excluded.shopify_updated_at
     RETURNING id, shopify_fulfillment_id AS "shopifyFulfillmentId"`,
    [
      accountId,
      column("orderId"),
      column("shopifyFulfillmentId"),
      column("name"),
      column("status"),
      column("trackingCompany"),
      column("destinationCode"),
      fulfillments.map((entry) => jsonb(entry.contents)),
      column("fulfilledAt"),
      column("shopifyUpdatedAt"),
    ],
  );
}

/** When Shopify says fulfillments arrive; null where it does not say. */
export interface EstimateWrite {
  shopifyFulfillmentId: string;
  estimatedDeliveryAt: Date | null;
  shopifyUpdatedAt: Date;
}

/**
 * Writes Shopify's estimates where they differ; one read before a newer payload came changes
 * nothing.
 */
export async function writeEstimates(tx: Sql, accountId: string, estimates: readonly EstimateWrite[]): Promise<void> {
  if (estimates.length === 0) return;
  await tx.query(
    `UPDATE fulfillment SET estimated_delivery_at = e.at
       FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) AS e(id, at, updated_at)
      WHERE account_id = $1 AND shopify_fulfillment_id = e.id AND shopify_updated_at <= e.updated_at
        AND estimated_delivery_at IS DISTINCT FROM e.at`,
    [
      accountId,
      estimates.map((estimate) => estimate.shopifyFulfillmentId),
      estimates.map((estimate) => estimate.estimatedDeliveryAt),
      estimates.map((estimate) => estimate.shopifyUpdatedAt),
    ],
  );
}

/** A fulfillment as we hold it, to be compared with Shopify's. */
export interface KnownFulfillment {
  shopifyFulfillmentId: string;
  status: string;
  shopifyUpdatedAt: Date;
  /** The numbers of its shipments. */
  numberKeys: string[];
}

/** Of these fulfillments, those that are known. */
export async function knownFulfillments(
  sql: Sql,
  accountId: string,
  shopifyFulfillmentIds: string[],
): Promise<KnownFulfillment[]> {
  if (shopifyFulfillmentIds.length === 0) return [];
  return sql.query(
    `SELECT fulfillment.shopify_fulfillment_id AS "shopifyFulfillmentId", fulfillment.status,
            fulfillment.shopify_updated_at AS "shopifyUpdatedAt",
            COALESCE(array_agg(shipment.number_key) FILTER (WHERE shipment.id IS NOT NULL), '{}') AS "numberKeys"
       FROM fulfillment
       LEFT JOIN fulfillment_parcel AS link ON link.fulfillment_id = fulfillment.id
       LEFT JOIN shipment ON shipment.id = link.shipment_id
      WHERE fulfillment.account_id = $1 AND fulfillment.shopify_fulfillment_id = ANY($2)
      GROUP BY fulfillment.id`,
    [accountId, shopifyFulfillmentIds],
  );
}

/**
 * Of these numbers, those whose tracking an API client has deleted: that they are missing is
 * wanted.
 */
export async function removedNumbers(sql: Sql, accountId: string, numberKeys: string[]): Promise<Set<string>> {
  if (numberKeys.length === 0) return new Set();
  const rows = await sql.query<{ numberKey: string }>(
    `SELECT DISTINCT number_key AS "numberKey" FROM removed_tracking WHERE account_id = $1 AND number_key = ANY($2)`,
    [accountId, numberKeys],
  );
  return new Set(rows.map((row) => row.numberKey));
}
