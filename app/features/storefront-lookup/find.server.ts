import { orderEmailHash } from "~/db/contact-hashes.server";
import {
  checkpointsOfParcels,
  findShopperShop,
  orderByEmailHash,
  orderByShopifyId,
  parcelsOfOrder,
  type ShopperOrder,
  type ShopperShop,
} from "~/db/shopper-orders.server";
import { emailKey } from "~/domain/orders/contact";
import { orderNameKey } from "~/domain/orders/order-name";
import { carriersFor } from "~/features/carriers/account-carriers.server";
import { openContact } from "~/features/customers/contact.server";
import type { Services } from "~/services.server";
import { maxShopperEvents, shopperAnswer, type ShopperAnswer } from "./answer";
import type { LookUpKey, LookUpLimit } from "./look-up-limit";

type Parts = Pick<Services, "db" | "vault" | "clock">;
type GuardedParts = Parts & Pick<Services, "wallClock"> & { limit: LookUpLimit };

export type ShopperFinding = { kind: "found"; answer: ShopperAnswer } | { kind: "not-found" };
export type LookUp = ShopperFinding | { kind: "too-many" };

export interface LookUpInput {
  shopDomain: string;
  orderName: string;
  email: string;
  /** Where the request came from, null where that is not known. */
  visitor: string | null;
  language: string;
}

const maxParcels = 50;

/**
 * The order a shopper names, if the e-mail is its own. "No such order" and "another e-mail" are one case all the way: one
 * keyed hash of both together, one query that finds it or not.
 */
export async function findOrderForShopper(parts: GuardedParts, input: LookUpInput): Promise<LookUp> {
  const { db, vault, wallClock, limit } = parts;
  const shop = await findShopperShop(db, input.shopDomain);
  if (!shop) return { kind: "not-found" };
  const nameKey = orderNameKey(input.orderName);
  const tries = triesOf(parts, shop, nameKey, input.visitor);
  if (limit.isSpent(tries, wallClock.now())) return { kind: "too-many" };
  const hash = orderEmailHash(vault, shop.accountId, nameKey, emailKey(input.email));
  const order = await orderByEmailHash(db, shop.accountId, hash);
  if (!order) {
    limit.countMiss(tries, wallClock.now());
    return { kind: "not-found" };
  }
  return { kind: "found", answer: await tell(parts, shop, order, { language: input.language, detail: "full" }) };
}

/**
 * The order on a customer's own order-status page. The order's id comes from the page and is not signed: only the owner
 * gets the details. Without a signed-in customer, or where we do not know the owner, just how it stands.
 */
export async function findOrderForCustomer(
  parts: Parts,
  input: { shopDomain: string; shopifyOrderId: string; customerGid: string | null; language: string },
): Promise<ShopperFinding> {
  const shop = await findShopperShop(parts.db, input.shopDomain);
  const order = shop && (await orderByShopifyId(parts.db, shop.accountId, input.shopifyOrderId));
  if (!order) return { kind: "not-found" };
  const { customerGid } = input;
  if (customerGid !== null && order.customerGid !== null && order.customerGid !== customerGid)
    return { kind: "not-found" };
  const isOwner = customerGid !== null && order.customerGid === customerGid;
  const detail = isOwner ? "full" : "status";
  return { kind: "found", answer: await tell(parts, shop, order, { language: input.language, detail }) };
}

async function tell(
  { db, vault, clock }: Parts,
  shop: ShopperShop,
  order: ShopperOrder,
  { language, detail }: { language: string; detail: "full" | "status" },
): Promise<ShopperAnswer> {
  const rows = await parcelsOfOrder(db, shop.accountId, order.id, maxParcels);
  const ids = rows.map((row) => row.id);
  const checkpoints = await checkpointsOfParcels(db, shop.accountId, ids, maxShopperEvents);
  const byParcel = Map.groupBy(checkpoints, (checkpoint) => checkpoint.shipmentId);
  const parcels = rows.map((row) => ({ ...row, checkpoints: byParcel.get(row.id) ?? [] }));
  const facts = { name: order.name, parcels, customer: openContact(vault, order.contactEnc) };
  const couriers = rows.map((row) => row.courierCode);
  const carriers = await carriersFor(db, shop.accountId, couriers);
  const { timeZone, trackingPage } = shop;
  return shopperAnswer(facts, { now: clock.now(), timeZone, language, detail, carriers, trackingPage });
}

/** What a try is counted under: one order, and one visitor. Hashed, so that no address lies in memory. */
function triesOf({ vault }: Parts, shop: ShopperShop, nameKey: string, visitor: string | null): LookUpKey[] {
  const key = (kind: LookUpKey["kind"], value: string) => ({
    kind,
    key: vault.keyedHash("look-up-tries", kind, shop.accountId, value).toString("base64"),
  });
  return [key("order", nameKey), ...(visitor === null ? [] : [key("visitor", visitor)])];
}
