import type { Sql } from "~/platform/database/client.server";

/** That a fulfillment was sent as this shipment, and in which place of its numbers. */
export interface ShipmentLink {
  fulfillmentId: string;
  shipmentId: string;
  position: number;
}

/**
 * Makes the shipments of these fulfillments exactly `links`; answers the shipments that lost their
 * last fulfillment, and those that got one more.
 */
export async function replaceShipmentLinks(
  tx: Sql,
  fulfillmentIds: string[],
  links: ShipmentLink[],
): Promise<{ orphans: string[]; joined: string[] }> {
  const linkedFulfillments = links.map((link) => link.fulfillmentId);
  const linkedShipments = links.map((link) => link.shipmentId);
  // None needs another's answer, and the database takes them in this order.
  const [removed, , linked] = await Promise.all([
    tx.query<{ shipment_id: string }>(
      `DELETE FROM fulfillment_parcel AS link
        WHERE link.fulfillment_id = ANY($1)
          AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::uuid[]) AS kept(fulfillment_id, shipment_id)
                           WHERE kept.fulfillment_id = link.fulfillment_id AND kept.shipment_id = link.shipment_id)
       RETURNING shipment_id`,
      [fulfillmentIds, linkedFulfillments, linkedShipments],
    ),
    tx.query(
      `UPDATE fulfillment SET lacks_number = id <> ALL($2::uuid[]) WHERE id = ANY($1) AND lacks_number = (id = ANY($2))`,
      [fulfillmentIds, linkedFulfillments],
    ),
    tx.query<{ shipment_id: string; is_new: boolean }>(
      `INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id, position)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[])
       ON CONFLICT (fulfillment_id, shipment_id) DO UPDATE SET position = excluded.position
       RETURNING shipment_id, (xmax = 0) AS is_new`,
      [linkedFulfillments, linkedShipments, links.map((link) => link.position)],
    ),
  ]);
  const orphans = await withoutFulfillment(
    tx,
    removed.map((row) => row.shipment_id),
  );
  return { orphans, joined: linked.filter((row) => row.is_new).map((row) => row.shipment_id) };
}

async function withoutFulfillment(tx: Sql, shipmentIds: string[]): Promise<string[]> {
  if (shipmentIds.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM shipment WHERE id = ANY($1)
        AND NOT EXISTS (SELECT FROM fulfillment_parcel WHERE shipment_id = shipment.id)`,
    [shipmentIds],
  );
  return rows.map((row) => row.id);
}
