import { upsertFulfillments } from "./fulfillments.queries.server";
import {
  correctUnregisteredCourier,
  insertShipments,
  lockShipmentsByNumber,
  type KnownShipment,
} from "~/features/shipments/shipments.queries.server";
import { writeRegistrationStates } from "~/features/shipments/registration-states.queries.server";
import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import {
  BEHIND,
  FRESH,
  openRegistrations,
  type Intent,
} from "~/features/provider-sync/registration/registration-intents.queries.server";
import { dropShipments, reviveShipments } from "./dropped-shipments.server";
import { replaceShipmentLinks, type ShipmentLink } from "./shipment-links.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { upsertOrders, type OrderRow } from "./orders.queries.server";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { courierKnowledge, type CourierKnowledge } from "~/features/carriers/courier-knowledge.server";
import type { OrderDetails } from "~/providers/shopify/orders.server";
import type { JobQueue } from "~/platform/queue/queue.server";
import type { Services } from "~/features/services.server";
import { plannedShipments, type PlannedShipment } from "./plan-shipments";
import { orderWrite, shipmentWrite } from "./order-rows.server";
import { matchShipments } from "./match-shipments";
import type { FulfillmentPayload } from "./webhook-payloads";

type Deps = Pick<Services, "vault" | "clock"> & { tx: Sql; jobs: JobQueue };

/** One shipment a fulfillment should have, with everything needed to make or find it. */
interface Wanted {
  fulfillmentId: string;
  position: number;
  planned: PlannedShipment;
  payload: FulfillmentPayload;
  order: OrderRow;
}

/**
 * Brings orders, fulfillments and shipments in line with what Shopify said; new numbers enter the
 * ledger, those of a backfill behind all others.
 */
export async function applyFulfillments(
  { vault, clock, jobs, tx }: Deps,
  accountId: string,
  payloads: FulfillmentPayload[],
  details: Map<string, OrderDetails>,
  { isBackfill = false }: { isBackfill?: boolean } = {},
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
  const companies = latest.map((payload) => payload.tracking_company);
  const knowledge = await courierKnowledge(tx, accountId, companies);
  const wanted = applied.flatMap(({ id, shopifyFulfillmentId }) => {
    const payload = byShopifyId.get(shopifyFulfillmentId);
    return payload ? wantedShipments(id, payload, orderOf(payload), knowledge) : [];
  });

  const shipments = await settleShipments(tx, vault, accountId, wanted, { now, isBackfill });
  const links: ShipmentLink[] = wanted.flatMap((entry, index) => {
    const shipment = shipments[index];
    return shipment ? [{ fulfillmentId: entry.fulfillmentId, shipmentId: shipment.id, position: entry.position }] : [];
  });
  const { orphans, joined } = await replaceShipmentLinks(
    tx,
    applied.map((row) => row.id),
    onePerPair(links),
  );
  await dropShipments(tx, orphans, now);
  await reviveShipments(tx, joined, now);

  const connection = await connectionOf(tx, accountId);
  if (connection) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
}

function wantedShipments(
  fulfillmentId: string,
  payload: FulfillmentPayload,
  order: OrderRow,
  knowledge: CourierKnowledge,
): Wanted[] {
  return plannedShipments(payload, knowledge).map((planned, position) => ({
    fulfillmentId,
    position,
    planned,
    payload,
    order,
  }));
}

/** Finds or makes each wanted shipment, in the same order. */
async function settleShipments(
  tx: Sql,
  vault: Services["vault"],
  accountId: string,
  wanted: Wanted[],
  { now, isBackfill }: { now: Date; isBackfill: boolean },
): Promise<{ id: string }[]> {
  const known = await lockShipmentsByNumber(tx, accountId, [
    ...new Set(wanted.map((entry) => entry.planned.numberKey)),
  ]);
  const { places, corrections, missing } = matchShipments(known, wanted);
  const corrected = new Map<string, Intent>();
  for (const { shipmentId, numberKey, by } of corrections) {
    const { courierCode, source, reason } = by.planned;
    const company = by.payload.tracking_company;
    await correctUnregisteredCourier(tx, { shipmentId, courierCode, source, reason, company });
    corrected.set(shipmentId, { shipmentId, courierCode, numberKey, state: stateUnder(courierCode), reason: null });
  }
  const inserted = await insertShipments(
    tx,
    accountId,
    missing.map(({ by }) => shipmentWrite(vault, accountId, by)),
    now,
  );
  const intents = [
    ...corrected.values(),
    ...inserted.filter((row) => row.isNew).flatMap((row) => intentFor(row, wanted)),
  ];
  // Neither needs the other's answer; the ledger comes first.
  await Promise.all([
    openRegistrations(tx, accountId, intents, now, isBackfill ? BEHIND : FRESH),
    writeRegistrationStates(tx, intents),
  ]);
  return places.map((place) => {
    const id = place.id ?? inserted.find((row) => isThe(row, place))?.id;
    if (id === undefined) throw new Error("A shipment vanished between its write and its use");
    return { id };
  });
}

const isThe = (row: KnownShipment, { numberKey, courierCode }: { numberKey: string; courierCode: string }) =>
  row.numberKey === numberKey && row.courierCode === courierCode;

function intentFor(row: KnownShipment, wanted: Wanted[]): Intent[] {
  const planned = wanted.find((entry) => isThe(row, entry.planned))?.planned;
  const shipment = { shipmentId: row.id, courierCode: row.courierCode, numberKey: row.numberKey };
  if (planned?.kind === "not-a-number") return [{ ...shipment, state: "rejected", reason: "not-a-number" }];
  return row.courierCode === "" ? [] : [{ ...shipment, state: stateUnder(row.courierCode), reason: null }];
}

/** A merchant's own carrier is unknown to every provider: its shipments are never sent to one. */
const stateUnder = (courierCode: string) => (isOwnCarrierCode(courierCode) ? "none" : "waiting");

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

const onePerPair = (links: ShipmentLink[]) => [
  ...new Map(links.map((link) => [`${link.fulfillmentId} ${link.shipmentId}`, link])).values(),
];
