import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { openContact } from "~/features/account/contact.server";
import { customerRemover } from "~/domain/redaction/private-words";

interface ToldParcel {
  id: string;
  contact_enc: Buffer | null;
  texts: string[];
}

/**
 * Takes a customer out of what carriers wrote about the parcels of these orders, and about these parcels of no order: who signed stands there in clear. It goes by the stored
 * contact, so it must come before that is erased.
 */
export async function unnameCheckpoints(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  { orderIds, parcelIds, email }: { orderIds: string[]; parcelIds: string[]; email: string | null },
): Promise<void> {
  const parcels = await tx.query<ToldParcel>(
    `WITH parcel AS (
       SELECT id, order_id FROM shipment WHERE account_id = $1 AND order_id = ANY($2)
       UNION
       SELECT shipment_id, order_id FROM fulfillment JOIN fulfillment_parcel ON fulfillment_id = fulfillment.id
        WHERE account_id = $1 AND order_id = ANY($2)
       UNION
       SELECT id, order_id FROM shipment WHERE account_id = $1 AND id = ANY($3)
     ), told AS (
       SELECT shipment_id AS id, text FROM checkpoint WHERE shipment_id IN (SELECT id FROM parcel)
       UNION
       SELECT id, last_event_text FROM shipment WHERE id IN (SELECT id FROM parcel) AND last_event_text IS NOT NULL
     )
     SELECT parcel.id, COALESCE("order".contact_enc, shipment.customer_enc) AS contact_enc, array_agg(told.text) AS texts
       FROM parcel JOIN told ON told.id = parcel.id JOIN shipment ON shipment.id = parcel.id
       LEFT JOIN "order" ON "order".id = parcel.order_id
      GROUP BY parcel.id, parcel.order_id, 2`,
    [accountId, orderIds, parcelIds],
  );
  const changes = parcels.flatMap(({ id, contact_enc, texts }) => {
    const contact = openContact(vault, contact_enc);
    const unname = customerRemover({ ...contact, email: contact.email ?? email });
    return texts.map((text) => ({ id, text, left: unname(text) })).filter(({ text, left }) => text !== left);
  });
  if (changes.length === 0) return;
  const columns = [changes.map((c) => c.id), changes.map((c) => c.text), changes.map((c) => c.left)];
  const change = "unnest($1::uuid[], $2::text[], $3::text[]) AS change(id, was, is_left)";
  await tx.query(
    `UPDATE checkpoint SET text = is_left FROM ${change} WHERE shipment_id = change.id AND text = was`,
    columns,
  );
  await tx.query(
    `UPDATE shipment SET last_event_text = is_left FROM ${change} WHERE shipment.id = change.id AND last_event_text = was`,
    columns,
  );
}
