import { jsonb, type Sql } from "./client.server";

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

/** Writes fulfillments and answers those that were news: an older payload changes nothing and is not among them. */
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
