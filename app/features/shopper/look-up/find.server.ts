import { timingSafeEqual } from "node:crypto";
import { findShopperShop, shopAndMisses, type ShopperShop } from "./shopper-shops.queries.server";
import {
  orderByShopifyId,
  orderOfCustomer,
  orderOfLink,
  ordersByHashes,
  shipmentsOfOrder,
  type FoundOrder,
  type HashedOrder,
  type SentRows,
  type ShopperOrder,
} from "./shopper-orders.queries.server";
import { shipmentByNumber } from "./shopper-shipments.queries.server";
import { carrierDirectory } from "~/domain/carriers/directory";
import { meansOrder, orderNameKey, orderNumberIn } from "~/domain/orders/order-name";
import { defaultTrackingPage, type LookUpWay } from "~/domain/settings/tracking-page";
import { numberKey } from "~/domain/tracking/number";
import { triedHashes, type TriedHashes } from "~/features/account/contact-hashes.server";
import { openContact } from "~/features/account/contact.server";
import { rememberProxyPath } from "~/features/account/shop-facts.queries.server";
import type { Services } from "~/features/services.server";
import { maxShopperEvents, shopperAnswer, unnumberedParcel, type AnswerOptions, type ShopperAnswer } from "./answer";
import type { LookUpKey, LookUpLimit } from "./look-up-limit";
import { readOrderLink } from "./order-link";
import type { Turns } from "./turns";

type Deps = Pick<Services, "db" | "vault" | "clock">;
export type GuardedDeps = Deps &
  Pick<Services, "systemClock" | "pause"> & {
    limit: LookUpLimit;
    turns: Turns;
  };

export type ShopperFinding = { kind: "found"; answer: ShopperAnswer } | { kind: "not-found" };
export type LookUp = ShopperFinding | { kind: "too-many" };

/** What a shopper gives to find an order. */
export type Asked =
  /** Its name, and an e-mail address, telephone number or postcode, whichever the shop takes. */
  | { by: "contact"; orderName: string; contact: string }
  /** A tracking number alone, where the shop allows it. */
  | { by: "number"; number: string }
  /** Shopify's id of the order and of the customer who is signed in; null for nobody. */
  | { by: "customer"; shopifyOrderId: string; customerId: string | null }
  /** The token of a link (order-link.ts). */
  | { by: "link"; token: string };

export interface LookUpInput {
  shopDomain: string;
  asked: Asked;
  /** Where the request came from, null where that is not known. */
  visitor: string | null;
  language: string;
  /** The store's path for this app, as Shopify signed it. */
  pathPrefix: string;
}

/** More of one order, or of one fulfillment, is not told. */
export const resultLimits = { parcels: 50, events: maxShopperEvents };
/** No account has this id: what is asked for a shop we do not know is asked all the same. */
const unknownShop: ShopperShop = {
  accountId: "00000000-0000-0000-0000-000000000000",
  timeZone: "UTC",
  trackingPage: defaultTrackingPage,
  proxyPath: "",
};

/**
 * What a shopper asks for, if it is theirs to see. Every miss goes the same way: a wrong order, a
 * wrong contact, a way the shop does not take, a token of another shop and a shop nobody knows cost
 * the same queries, the same keyed hashes and the same comparisons, and get the same answer. Only
 * misses are counted and held back, so that finding something is never slow.
 */
export async function findOrderForShopper(deps: GuardedDeps, input: LookUpInput): Promise<LookUp> {
  const { db, systemClock, limit, turns, pause } = deps;
  const tries = triesOf(deps, input);
  const inTurn = tries
    .filter(({ kind }) => kind !== "shop")
    .map(({ kind, key }) => `${kind} ${key.toString("base64")}`);
  const tried = await turns.take(inTurn, async () => {
    const keys = tries.map(({ key }) => key);
    const { shop, misses } = await shopAndMisses(db, input.shopDomain, { keys, now: systemClock.now() });
    if (limit.isSpent(tries, misses)) return null;
    const answer = await answerRequest(deps, shop ?? unknownShop, input.asked, input.language);
    if (!answer) return { answer, delayMs: await limit.countMiss(tries, systemClock.now()) };
    if (shop && shop.proxyPath !== input.pathPrefix) await rememberProxyPath(db, shop.accountId, input.pathPrefix);
    return { answer, delayMs: 0 };
  });
  if (tried === null) return { kind: "too-many" };
  if (tried.answer) return { kind: "found", answer: tried.answer };
  if (tried.delayMs > 0) await pause(tried.delayMs);
  return { kind: "not-found" };
}

/**
 * What a shop's page for shoppers looks like and takes, and where its days begin; the defaults for
 * a shop we do not know.
 */
export async function trackingPageOf(
  { db }: Pick<Services, "db">,
  { shopDomain, pathPrefix }: Pick<LookUpInput, "shopDomain" | "pathPrefix">,
): Promise<Pick<ShopperShop, "trackingPage" | "timeZone">> {
  const shop = await findShopperShop(db, shopDomain);
  if (shop && shop.proxyPath !== pathPrefix) await rememberProxyPath(db, shop.accountId, pathPrefix);
  return shop ?? unknownShop;
}

/**
 * The order on a customer's own order-status page. The order's id comes from the page and is not
 * signed: only the owner gets the details. Without a signed-in customer, or where we do not know
 * the owner, just how it stands.
 */
export async function findOrderForCustomer(
  deps: Deps,
  input: { shopDomain: string; shopifyOrderId: string; customerGid: string | null; language: string },
): Promise<ShopperFinding> {
  const shop = await findShopperShop(deps.db, input.shopDomain);
  const order = shop && (await orderByShopifyId(deps.db, shop.accountId, input.shopifyOrderId));
  if (!order) return { kind: "not-found" };
  const detail = detailForCustomer(order, input.customerGid);
  if (detail === null) return { kind: "not-found" };
  return { kind: "found", answer: await answerFor(deps, shop, order, { language: input.language, detail }) };
}

/**
 * How much of an order a signed-in customer, or nobody (null), is told; null where it is somebody
 * else's.
 */
export function detailForCustomer(order: ShopperOrder, customerGid: string | null): "full" | "status" | null {
  if (customerGid === null || order.customerGid === null) return "status";
  return order.customerGid === customerGid ? "full" : null;
}

async function answerRequest(
  deps: Deps,
  shop: ShopperShop,
  asked: Asked,
  language: string,
): Promise<ShopperAnswer | null> {
  if (asked.by === "number") {
    const key = shop.trackingPage.lookUpBy.includes("number") ? numberKey(asked.number) : null;
    const parcel = await shipmentByNumber(deps.db, shop.accountId, key, resultLimits);
    if (!parcel) return null;
    const order = { name: "", contactEnc: parcel.contactEnc };
    return answerForOrder(deps, shop, { order, parcels: [parcel] }, { language, detail: "parcel" });
  }
  const order = await orderAsked(deps, shop, asked);
  return order && answerFor(deps, shop, order, { language, detail: "full" });
}

async function orderAsked(
  { db, vault, clock }: Deps,
  shop: ShopperShop,
  asked: Exclude<Asked, { by: "number" }>,
): Promise<FoundOrder | null> {
  const { accountId } = shop;
  switch (asked.by) {
    case "contact": {
      const nameKey = orderNameKey(asked.orderName);
      const tried = triedHashes(vault, accountId, nameKey, asked.contact);
      const ways = shop.trackingPage.lookUpBy;
      const hashes = {
        email: ways.includes("email") ? tried.email : null,
        phones: ways.includes("phone") ? tried.phones : [],
        postcode: ways.includes("postcode") ? tried.postcode : null,
      };
      const orders = await ordersByHashes(db, accountId, { nameKey, hashes }, resultLimits);
      return orderMeant(orders, { nameKey, tried, ways });
    }
    case "customer": {
      const { shopifyOrderId, customerId } = asked;
      const customerGid = customerId === null ? null : `gid://shopify/Customer/${customerId}`;
      return orderOfCustomer(db, accountId, { shopifyOrderId, customerGid }, resultLimits);
    }
    case "link":
      return orderOfLink(
        db,
        accountId,
        readOrderLink(vault, { accountId, token: asked.token }, clock.now()),
        resultLimits,
      );
  }
}

/**
 * Of the orders found by a hash, the one whose name was typed; the newest where a shop has used it
 * again.
 */
function orderMeant(
  orders: readonly FoundOrder[],
  { nameKey, tried, ways }: { nameKey: string; tried: TriedHashes; ways: readonly LookUpWay[] },
): FoundOrder | null {
  const own = orders.filter((order) => isProven(order, tried, ways));
  return (
    own.find((order) => order.nameKey === nameKey) ?? own.find((order) => meansOrder(nameKey, order.nameKey)) ?? null
  );
}

const noHash = Buffer.alloc(32);

/** Compares all there is, each in constant time, before it says anything. */
function isProven(order: HashedOrder, tried: TriedHashes, ways: readonly LookUpWay[]): boolean {
  const fits = [
    { way: "email", hashes: [tried.email], stored: order.emailHash },
    { way: "phone", hashes: tried.phones, stored: order.phoneHash },
    { way: "postcode", hashes: [tried.postcode], stored: order.postcodeHash },
  ].map(({ way, hashes, stored }) => {
    const equal = hashes.map((hash) => timingSafeEqual(hash, stored ?? noHash));
    return stored !== null && equal.includes(true) && ways.some((taken) => taken === way);
  });
  return fits.includes(true);
}

type AnswerScope = Pick<AnswerOptions, "language" | "detail">;

async function answerFor(
  deps: Deps,
  shop: ShopperShop,
  order: ShopperOrder & Partial<FoundOrder>,
  scope: AnswerScope,
): Promise<ShopperAnswer> {
  const sent = order.sent ?? (await shipmentsOfOrder(deps.db, shop.accountId, order.id, resultLimits));
  return answerForOrder(deps, shop, { order, ...sent }, scope);
}

/** An order with those of its parcels that are asked for, and what else it was sent as. */
export interface OrderToShow extends Pick<SentRows, "parcels">, Partial<Pick<SentRows, "unnumbered">> {
  order: Pick<ShopperOrder, "name" | "contactEnc">;
}

/** What a shopper may know of an order. Asks nothing: the rows hold all there is to tell. */
export function answerForOrder(
  { vault, clock }: Pick<Deps, "vault" | "clock">,
  { timeZone, trackingPage }: ShopperShop,
  { order, parcels, unnumbered = [] }: OrderToShow,
  scope: AnswerScope,
): ShopperAnswer {
  const carriers = carrierDirectory({
    listed: parcels.flatMap(({ listed }) => listed),
    own: parcels.flatMap(({ own }) => own),
  });
  const shipments = [
    ...parcels.map((parcel) => ({ ...parcel, arrival: parcel })),
    ...unnumbered.map(({ trackingCompany, contents }) => unnumberedParcel({ trackingCompany, contents: [contents] })),
  ];
  const facts = { name: order.name, parcels: shipments, customer: openContact(vault, order.contactEnc) };
  return shopperAnswer(facts, { now: clock.now(), timeZone, ...scope, carriers, trackingPage });
}

/**
 * What a try is counted under: the shop, the order or number it names, and the visitor. Hashed, so
 * that no address is stored, and by the shop's name, so that a shop we do not know is counted as
 * any other.
 */
function triesOf({ vault }: Pick<Services, "vault">, { shopDomain, asked, visitor }: LookUpInput): LookUpKey[] {
  const key = (kind: LookUpKey["kind"], value: string) => ({
    kind,
    key: vault.keyedHash("look-up-tries", kind, shopDomain, value),
  });
  return [
    ...(visitor === null ? [] : [key("visitor", networkOf(visitor))]),
    key("order", `${asked.by} ${subjectOf(asked)}`),
    key("shop", ""),
  ];
}

function subjectOf(asked: Asked): string {
  switch (asked.by) {
    case "contact":
      return orderNumberIn(orderNameKey(asked.orderName));
    case "number":
      return numberKey(asked.number);
    case "customer":
      return asked.shopifyOrderId;
    case "link":
      return asked.token;
  }
}

/**
 * One household has one IPv4 address, but as many IPv6 addresses as it likes, all with the same
 * first half.
 */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const groups = head.split(":");
  const missing = 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0")]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
