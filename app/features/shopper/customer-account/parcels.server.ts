import { z } from "zod";
import {
  fulfillmentByShopifyId,
  parcelsOfCustomer,
  shipmentsOfFulfillment,
  type CustomerParcelPlace,
  type CustomerParcelRow,
} from "./customer-parcels.queries.server";
import type { ShopperShop } from "~/features/shopper/look-up/shopper-shops.queries.server";
import type { ShopperParcel } from "~/features/shopper/look-up/answer";
import {
  detailForCustomer,
  resultLimits,
  answerForOrder,
  type ShopperFinding,
} from "~/features/shopper/look-up/find.server";
import type { Services } from "~/features/services.server";
import type { Visitor } from "./session-token.server";

type Deps = Pick<Services, "db" | "vault" | "clock">;

/** One page of all the parcels of a customer. */
export interface CustomerParcels {
  /** Our own now, as in every answer. */
  answeredAt: string;
  parcels: CustomerParcel[];
  /** What to ask for the next page with; null on the last one. */
  next: string | null;
  /** There may be older orders, whose parcels no page lists. */
  hasOlderOrders: boolean;
}

export interface CustomerParcel {
  /** Tells the entries of all pages apart. */
  key: string;
  group: "on-the-way" | "earlier";
  /** Shopify's own id, for a link to the order's page. */
  order: { name: string; id: string };
  parcel: ShopperParcel;
}

export type CustomerParcelsFinding =
  | { kind: "found"; answer: CustomerParcels }
  /** Nobody is signed in, or Shopify does not say who. */
  | { kind: "no-customer" }
  | { kind: "no-such-page" };

const pageSize = 10;
/** Who orders more often finds the older ones by their orders. */
const maxOrders = 500;
const dayMs = 86_400_000;
/** A parcel that was neither delivered nor heard of for so long is not coming any more. */
const underWayDays = 60;

/**
 * The parcels of one fulfillment on its order's page. As with the order, only its owner gets the
 * details.
 */
export async function findFulfillmentForCustomer(
  deps: Deps,
  { shop, customerGid }: Visitor,
  { shopifyFulfillmentId, language }: { shopifyFulfillmentId: string; language: string },
): Promise<ShopperFinding> {
  const found = await fulfillmentByShopifyId(deps.db, shop.accountId, shopifyFulfillmentId);
  if (!found) return { kind: "not-found" };
  const { order } = found;
  const detail = detailForCustomer(order, customerGid);
  if (detail === null) return { kind: "not-found" };
  const rows = await shipmentsOfFulfillment(deps.db, shop.accountId, found.id, resultLimits);
  const answer = answerForOrder(deps, shop, { order, parcels: rows }, { language, detail });
  return { kind: "found", answer };
}

/**
 * All parcels of the customer who is signed in, a page at a time; `after` is an earlier answer's
 * `next`.
 */
export async function parcelsForCustomer(
  deps: Deps,
  { shop, customerGid }: Visitor,
  { after, language }: { after: string | null; language: string },
): Promise<CustomerParcelsFinding> {
  if (customerGid === null) return { kind: "no-customer" };
  const place = after === null ? null : readPlace(after);
  if (place === undefined) return { kind: "no-such-page" };
  const now = deps.clock.now();
  const rows = await parcelsOfCustomer(deps.db, {
    accountId: shop.accountId,
    customerGid,
    underWaySince: new Date(now.getTime() - underWayDays * dayMs),
    after: place,
    maxOrders,
    most: { ...resultLimits, parcels: pageSize + 1 },
  });
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    kind: "found",
    answer: {
      answeredAt: now.toISOString(),
      parcels: answersOfPage(deps, shop, page, language),
      next: last ? placeOf(last) : null,
      hasOlderOrders: last === undefined && (rows[0]?.orders ?? 0) >= maxOrders,
    },
  };
}

function answersOfPage(
  deps: Deps,
  shop: ShopperShop,
  page: readonly CustomerParcelRow[],
  language: string,
): CustomerParcel[] {
  const orders = [...Map.groupBy(page, (row) => row.orderId).values()].flatMap((rows) =>
    rows.slice(0, 1).map(({ orderName: name, contactEnc }) => ({ order: { name, contactEnc }, parcels: rows })),
  );
  const answers = new Map(
    orders.flatMap((order) => {
      const { parcels } = answerForOrder(deps, shop, order, { language, detail: "full" });
      return order.parcels.map((row, index) => [row, parcels[index]] as const);
    }),
  );
  return page.flatMap((row) => {
    const parcel = answers.get(row);
    if (!parcel) return [];
    const { orderId, id, isEarlier, orderName, shopifyOrderId } = row;
    const order = { name: orderName, id: shopifyOrderId };
    return {
      key: `${orderId}.${id}`,
      group: isEarlier ? ("earlier" as const) : ("on-the-way" as const),
      order,
      parcel,
    };
  });
}

const placeSchema = z
  .tuple([z.enum(["0", "1"]), z.string().regex(/^\d{1,14}$/), z.uuid(), z.uuid()])
  .transform(([group, atMs, orderId, id]) => ({ isEarlier: group === "1", at: new Date(Number(atMs)), orderId, id }));

function placeOf({ isEarlier, at, orderId, id }: CustomerParcelPlace): string {
  return [isEarlier ? "1" : "0", at.getTime(), orderId, id].join(".");
}

/** Undefined for what no answer of ours has said. */
function readPlace(text: string): CustomerParcelPlace | undefined {
  return placeSchema.safeParse(text.split(".", 5)).data;
}
