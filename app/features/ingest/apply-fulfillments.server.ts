import { courierRules } from "~/db/courier-rules.server";
import { upsertFulfillments } from "~/db/fulfillments.server";
import {
  correctUnregisteredCourier,
  dropShipments,
  insertShipments,
  openRegistrations,
  replaceParcels,
  reviveShipments,
  shipmentsByNumber,
  type Intent,
  type KnownShipment,
  type ParcelLink,
  type ShipmentWrite,
} from "~/db/parcels.server";
import type { Sql } from "~/db/client.server";
import { upsertOrders, type OrderRow } from "~/db/orders.server";
import type { OrderDetails } from "~/providers/shopify/orders.server";
import type { Services } from "~/services.server";
import { parcelsOf, type CourierKnowledge, type PlannedParcel } from "./plan-parcels";
import { orderWrite, shipmentWrite } from "./ingest-rows.server";
import type { FulfillmentPayload } from "./webhook-payloads";

type Parts = Pick<Services, "vault" | "clock" | "jobs"> & { tx: Sql };

/** One parcel a fulfillment should have, with everything needed to make or find its shipment. */
interface Wanted {
  fulfillmentId: string;
  position: number;
  parcel: PlannedParcel;
  payload: FulfillmentPayload;
  order: OrderRow;
}

/** Brings orders, fulfillments and shipments in line with what Shopify said; new numbers enter the ledger. */
export async function applyFulfillments(
  { vault, clock, jobs, tx }: Parts,
  accountId: string,
  payloads: FulfillmentPayload[],
  details: Map<string, OrderDetails>,
): Promise<void> {
  if (payloads.length === 0) return;
  const now = clock.now();
  const latest = newestOfEach(payloads);
  const writes = [...new Map(latest.map((payload) => [payload.order_id, payload])).values()].map((payload) =>
    orderWrite(vault, accountId, payload, details.get(payload.order_id) ?? null, now),
  );
  const orders = new Map((await upsertOrders(tx, accountId, writes)).map((order) => [order.shopifyOrderId, order]));
  const orderOf = (payload: FulfillmentPayload): OrderRow => {
    const order = orders.get(payload.order_id);
    if (!order) throw new Error("An order vanished between its write and its use");
    return order;
  };

  const applied = await upsertFulfillments(
    tx,
    accountId,
    latest.map((payload) => ({
      orderId: orderOf(payload).id,
      shopifyFulfillmentId: payload.id,
      name: payload.name ?? "",
      status: payload.status ?? "success",
      trackingCompany: payload.tracking_company,
      destinationCode: payload.destination?.country_code ?? null,
      contents: contentsOf(payload),
      fulfilledAt: payload.created_at,
      shopifyUpdatedAt: payload.updated_at,
    })),
  );
  const byShopifyId = new Map(latest.map((payload) => [payload.id, payload]));
  const knowledge = await courierRules(tx, accountId);
  const wanted = applied.flatMap(({ id, shopifyFulfillmentId }) => {
    const payload = byShopifyId.get(shopifyFulfillmentId);
    return payload ? wantedParcels(id, payload, orderOf(payload), knowledge) : [];
  });

  const shipments = await settleShipments(tx, vault, accountId, wanted, now);
  const links: ParcelLink[] = wanted.flatMap((entry, index) => {
    const shipment = shipments[index];
    return shipment ? [{ fulfillmentId: entry.fulfillmentId, shipmentId: shipment.id, position: entry.position }] : [];
  });
  const orphans = await replaceParcels(
    tx,
    applied.map((row) => row.id),
    onePerPair(links),
  );
  await dropShipments(tx, orphans, now);
  await reviveShipments(
    tx,
    links.map((link) => link.shipmentId),
    now,
  );

  const [connection] = await tx.query<{ id: string }>("SELECT id FROM connection WHERE account_id = $1", [accountId]);
  if (connection) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
}

function wantedParcels(
  fulfillmentId: string,
  payload: FulfillmentPayload,
  order: OrderRow,
  knowledge: CourierKnowledge,
): Wanted[] {
  return parcelsOf(payload, knowledge).map((parcel, position) => ({ fulfillmentId, position, parcel, payload, order }));
}

/** Finds or makes the shipment of each wanted parcel, in the same order. */
async function settleShipments(
  tx: Sql,
  vault: Services["vault"],
  accountId: string,
  wanted: Wanted[],
  now: Date,
): Promise<KnownShipment[]> {
  const known = await shipmentsByNumber(tx, accountId, [...new Set(wanted.map((entry) => entry.parcel.numberKey))]);
  const found = wanted.map((entry) => matching(known, entry));
  const missing = wanted.filter((_, index) => found[index] === undefined);
  const inserted = await insertShipments(
    tx,
    accountId,
    onePerShipment(missing.map((entry) => shipmentWrite(vault, accountId, entry))),
    now,
  );
  const intents = inserted.filter((row) => row.isNew).flatMap((row) => intentFor(row, wanted));

  for (const [index, entry] of wanted.entries()) {
    const shipment = found[index];
    if (!shipment || !courierMayChange(shipment, entry.parcel)) continue;
    const { courierCode, source, reason } = entry.parcel;
    await correctUnregisteredCourier(tx, {
      shipmentId: shipment.id,
      courierCode,
      source,
      reason,
      company: entry.payload.tracking_company,
    });
    intents.push({
      shipmentId: shipment.id,
      courierCode,
      numberKey: shipment.numberKey,
      state: "waiting",
      reason: null,
    });
  }
  await openRegistrations(tx, accountId, intents, now);
  await tx.query(
    `UPDATE shipment SET registration_state = i.state::registration_state
       FROM unnest($1::uuid[], $2::text[]) AS i(id, state) WHERE shipment.id = i.id`,
    [intents.map((intent) => intent.shipmentId), intents.map((intent) => intent.state)],
  );
  return wanted.flatMap((entry, index) => {
    const shipment = found[index] ?? inserted.find((row) => isThe(row, entry.parcel));
    return shipment ? [shipment] : [];
  });
}

/** A number on two orders is one shipment; with several couriers for one number, the one this order had, else the one just chosen. */
function matching(known: KnownShipment[], { parcel, order }: Wanted): KnownShipment | undefined {
  const sameNumber = known.filter((shipment) => shipment.numberKey === parcel.numberKey);
  return (
    sameNumber.find((shipment) => shipment.courierCode === parcel.courierCode) ??
    sameNumber.find((shipment) => shipment.orderId === order.id)
  );
}

const isThe = (row: KnownShipment, parcel: PlannedParcel) =>
  row.numberKey === parcel.numberKey && row.courierCode === parcel.courierCode;

/** Before the provider was told, Shopify's correction counts; a merchant's own choice in Homeward always wins. */
function courierMayChange(shipment: KnownShipment, parcel: PlannedParcel): boolean {
  const untold = ["none", "waiting", "rejected"].includes(shipment.registrationState);
  return (
    untold &&
    parcel.courierCode !== "" &&
    shipment.courierCode !== parcel.courierCode &&
    shipment.courierSource !== "merchant"
  );
}

function intentFor(row: KnownShipment, wanted: Wanted[]): Intent[] {
  const parcel = wanted.find((entry) => isThe(row, entry.parcel))?.parcel;
  const shipment = { shipmentId: row.id, courierCode: row.courierCode, numberKey: row.numberKey };
  if (parcel?.kind === "not-a-number") return [{ ...shipment, state: "rejected", reason: "not-a-number" }];
  return row.courierCode === "" ? [] : [{ ...shipment, state: "waiting", reason: null }];
}

function newestOfEach(payloads: FulfillmentPayload[]): FulfillmentPayload[] {
  const newest = new Map<string, FulfillmentPayload>();
  for (const payload of payloads) {
    const seen = newest.get(payload.id);
    if (!seen || seen.updated_at <= payload.updated_at) newest.set(payload.id, payload);
  }
  return [...newest.values()];
}

function contentsOf(payload: FulfillmentPayload): { title: string; quantity: number }[] {
  return payload.line_items
    .filter((item) => item.requires_shipping !== false && item.gift_card !== true)
    .map((item) => ({ title: item.title ?? "", quantity: item.quantity }));
}

const onePerPair = (links: ParcelLink[]) => [
  ...new Map(links.map((link) => [`${link.fulfillmentId} ${link.shipmentId}`, link])).values(),
];

const onePerShipment = (writes: ShipmentWrite[]) => [
  ...new Map(writes.map((write) => [`${write.courierCode} ${write.numberKey}`, write])).values(),
];
