import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import type { OrderRow, OrderWrite } from "./orders.queries.server";
import type { ShipmentWrite } from "~/features/shipments/shipments.queries.server";
import type { Vault } from "~/platform/vault.server";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { emailKey } from "~/domain/orders/contact";
import { orderNameFromFulfillment, orderNameKey } from "~/domain/orders/order-name";
import type { OrderDetails } from "~/providers/shopify/orders.server";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { openContact, sealContact, type Contact } from "~/features/account/contact.server";
import type { PlannedShipment } from "./plan-shipments";
import type { FulfillmentPayload } from "./webhook-payloads";

/**
 * The order's row from what the webhook says and, where Shopify answered, what the order itself
 * says.
 */
export function orderWrite(
  vault: Vault,
  accountId: string,
  payload: FulfillmentPayload,
  details: OrderDetails | null,
  now: Date,
): OrderWrite {
  const name = details?.name ?? orderNameFromFulfillment(payload.name ?? `#${payload.order_id}`);
  const contact: Contact = {
    name: details?.recipient.name ?? payload.destination?.name ?? null,
    email: details?.email ?? payload.email,
    phone: details?.recipient.phone ?? details?.phone ?? payload.destination?.phone ?? null,
    postalCode: details?.recipient.postalCode ?? payload.destination?.zip ?? null,
    note: details?.note ?? null,
  };
  const nameKey = orderNameKey(name);
  const countryCode = details?.recipient.countryCode ?? payload.destination?.country_code ?? null;
  return {
    shopifyOrderId: payload.order_id,
    name,
    nameKey,
    placedAt: details?.placedAt ?? null,
    locale: details?.locale ?? null,
    contactEnc: sealContact(vault, contact),
    ...contactHashes(vault, accountId, { nameKey, countryCode }, contact),
    customerGid: details?.customerGid ?? null,
    countryCode,
    cancelledAt: details?.cancelledAt ?? null,
    detailsAt: details ? now : null,
  };
}

/** The row of a new shipment. */
export function shipmentWrite(
  vault: Vault,
  accountId: string,
  { planned, payload, order }: { planned: PlannedShipment; payload: FulfillmentPayload; order: OrderRow },
): ShipmentWrite {
  const { email } = openContact(vault, order.contactEnc);
  const unsent = planned.courierCode === "" || isOwnCarrierCode(planned.courierCode);
  const state = planned.kind === "not-a-number" ? "rejected" : unsent ? "none" : "waiting";
  return {
    number: planned.number,
    numberKey: planned.numberKey,
    courierCode: planned.courierCode,
    courierSource: planned.source,
    courierReason: planned.reason,
    courierCandidates: planned.candidates,
    trackingCompany: payload.tracking_company,
    orderId: order.id,
    orderName: order.name,
    orderNameKey: order.nameKey,
    orderCreatedAt: order.placedAt,
    orderCreateTime: order.placedAt && providerTime(order.placedAt),
    title: titleOf(payload),
    lang: order.locale?.slice(0, 2).toLowerCase() ?? null,
    destinationCode: payload.destination?.country_code ?? order.countryCode,
    customerEmailHash: email ? customerEmailHash(vault, accountId, emailKey(email)) : null,
    shipDate: payload.created_at.toISOString().slice(0, 10).replaceAll("-", ""),
    shippedAt: payload.created_at,
    registrationState: state,
  };
}

/** `2017/8/27 16:51`, no zero padding before the time, in UTC. */
function providerTime(at: Date): string {
  const time = at.toISOString().slice(11, 16);
  return `${String(at.getUTCFullYear())}/${String(at.getUTCMonth() + 1)}/${String(at.getUTCDate())} ${time}`;
}

const TITLE_CHARACTERS = 120;

function titleOf(payload: FulfillmentPayload): string | null {
  const titles = payload.line_items.flatMap((item) => (item.title ? [item.title] : []));
  return titles.length === 0 ? null : titles.join(", ").slice(0, TITLE_CHARACTERS);
}
