import { trackingUrl } from "../shop/fulfillment-payload";
import type { Address, Customer, Fulfillment, LineItem, Order } from "../shop/model";
import type { ShopStore } from "../shop/store";
import type { Collection } from "../state/collection";
import { installationId, metafieldSource, refusedMetafields, setMetafields, type StoredMetafield } from "./metafields";
import { parseOrderSearch } from "./order-search";

const sixtyDaysMs = 60 * 24 * 3_600_000;
type Source = Record<string, unknown>;

/**
 * What `read_orders` sees of the store, in the Admin API's shapes; functions are fields with
 * arguments.
 */
export function adminRoot(
  store: ShopStore,
  shop: string,
  now: Date,
  metafields: Collection<StoredMetafield>,
  refusesMetafields: boolean,
): Source {
  const node = ({ id }: { id: string }): Source | null => nodeOf(store, shop, id);
  return {
    node,
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => node({ id })),
    order: ({ id }: { id: string }) => typed(node({ id }), "Order"),
    fulfillment: ({ id }: { id: string }) => typed(node({ id }), "Fulfillment"),
    orders: (page: PageRequest) => ordersPage(store, page, now),
    ordersCount: ({ query }: { query?: string | null }) => ({
      count: foundOrders(store, query, now).length,
      precision: "EXACT",
    }),
    shop: shopSource(shop),
    currentAppInstallation: installation(metafields),
    app: installation(metafields).app,
    metafieldsSet: (given: { metafields: unknown[] }) =>
      refusesMetafields ? refusedMetafields() : setMetafields(metafields, given),
  };
}

interface PageRequest {
  first?: number | null;
  after?: string | null;
  query?: string | null;
  sortKey?: string | null;
  reverse?: boolean | null;
}

/** Of the last 60 days, as `read_orders` alone lets an app see. */
function foundOrders(store: ShopStore, query: string | null | undefined, now: Date): Order[] {
  const matches = parseOrderSearch(query);
  return store
    .orders()
    .filter((order) => now.getTime() - Date.parse(order.createdAt) <= sixtyDaysMs)
    .filter((order) => matches({ order, fulfillments: store.fulfillmentsOf(order.id) }));
}

function ordersPage(store: ShopStore, page: PageRequest, now: Date): Source {
  const sortValue = (order: Order): string => sortValueOf(order, page.sortKey);
  const cursorOf = (order: Order): string => Buffer.from(`${sortValue(order)}|${order.id}`).toString("base64url");
  const direction = page.reverse ? -1 : 1;
  const position = (order: Order): string => `${sortValue(order)}|${order.id}`;
  const after = page.after ? Buffer.from(page.after, "base64url").toString() : null;
  const found = foundOrders(store, page.query, now)
    .sort((a, b) => direction * position(a).localeCompare(position(b), "en"))
    .filter((order) => after === null || direction * position(order).localeCompare(after, "en") > 0);
  const shown = found.slice(0, page.first ?? 50);
  const nodes = shown.map((order) => orderSource(store, order));
  const last = shown.at(-1);
  return {
    nodes,
    edges: shown.map((order, index) => ({ cursor: cursorOf(order), node: nodes[index] })),
    pageInfo: {
      hasNextPage: found.length > shown.length,
      hasPreviousPage: after !== null,
      startCursor: shown[0] ? cursorOf(shown[0]) : null,
      endCursor: last ? cursorOf(last) : null,
    },
  };
}

function sortValueOf(order: Order, key: string | null | undefined): string {
  if (key === "UPDATED_AT") return order.updatedAt;
  if (key === "ID") return order.id.padStart(20, "0");
  return order.createdAt;
}

function nodeOf(store: ShopStore, shop: string, gid: string): Source | null {
  const [, kind, id = ""] = /^gid:\/\/shopify\/(\w+)\/(\d+)/.exec(gid) ?? [];
  if (kind === "Shop") return shopSource(shop);
  const order = kind === "Order" ? store.order(id) : null;
  if (order) return orderSource(store, order);
  const fulfillment = kind === "Fulfillment" ? store.fulfillment(id) : null;
  return fulfillment ? fulfillmentSource(store, fulfillment) : null;
}

function typed(source: Source | null, typename: string): Source | null {
  return source?.__typename === typename ? source : null;
}

function orderSource(store: ShopStore, order: Order): Source {
  const fulfillments = () => store.fulfillmentsOf(order.id);
  return {
    __typename: "Order",
    id: `gid://shopify/Order/${order.id}`,
    legacyResourceId: order.id,
    name: order.name,
    createdAt: seconds(order.createdAt),
    processedAt: seconds(order.createdAt),
    updatedAt: seconds(order.updatedAt),
    cancelledAt: order.cancelledAt && seconds(order.cancelledAt),
    customerLocale: order.locale,
    note: order.note,
    email: order.email,
    phone: order.phone,
    tags: [],
    test: false,
    currencyCode: "USD",
    displayFinancialStatus: "PAID",
    displayFulfillmentStatus: () => (fulfillments().length > 0 ? "FULFILLED" : "UNFULFILLED"),
    customer: customerSource(order.customer),
    shippingAddress: addressSource(order.shippingAddress),
    billingAddress: addressSource(order.shippingAddress),
    lineItems: connection(order.lineItems.map(lineItemSource)),
    fulfillments: ({ first }: { first?: number | null }) =>
      fulfillments()
        .slice(0, first ?? undefined)
        .map((fulfillment) => fulfillmentSource(store, fulfillment)),
  };
}

function fulfillmentSource(store: ShopStore, fulfillment: Fulfillment): Source {
  const { trackingCompany: company } = fulfillment;
  const order = store.order(fulfillment.orderId);
  return {
    __typename: "Fulfillment",
    id: `gid://shopify/Fulfillment/${fulfillment.id}`,
    legacyResourceId: fulfillment.id,
    name: fulfillment.name,
    status: fulfillment.status.toUpperCase(),
    displayStatus: fulfillment.status === "success" ? "FULFILLED" : "CANCELED",
    createdAt: seconds(fulfillment.createdAt),
    updatedAt: seconds(fulfillment.updatedAt),
    estimatedDeliveryAt: fulfillment.estimatedDeliveryAt ? seconds(fulfillment.estimatedDeliveryAt) : null,
    requiresShipping: true,
    totalQuantity: order?.lineItems.reduce((sum, item) => sum + item.quantity, 0) ?? 0,
    trackingInfo: ({ first }: { first?: number | null }) =>
      fulfillment.trackingNumbers
        .slice(0, first ?? undefined)
        .map((number) => ({ company, number, url: trackingUrl(company, number) })),
    fulfillmentLineItems: ({ first }: { first?: number | null }) => {
      const items = order?.lineItems ?? [];
      const shown = items.slice(0, first ?? undefined);
      const nodes = shown.map((item) => ({
        __typename: "FulfillmentLineItem",
        id: `gid://shopify/FulfillmentLineItem/${item.id}`,
        quantity: item.quantity,
        lineItem: lineItemSource(item),
      }));
      return connection(nodes, shown.length < items.length);
    },
    events: connection([]),
    order: () => order && orderSource(store, order),
  };
}

function customerSource(customer: Customer): Source {
  return {
    __typename: "Customer",
    ...customer,
    id: `gid://shopify/Customer/${customer.id}`,
    legacyResourceId: customer.id,
    displayName: `${customer.firstName} ${customer.lastName}`,
  };
}

function addressSource(address: Address): Source {
  return {
    __typename: "MailingAddress",
    ...address,
    name: `${address.firstName} ${address.lastName}`,
    countryCodeV2: address.countryCode,
    formatted: [address.address1, `${address.city} ${address.zip}`, address.country],
  };
}

function lineItemSource(item: LineItem): Source {
  return {
    __typename: "LineItem",
    id: `gid://shopify/LineItem/${item.id}`,
    name: item.title,
    title: item.title,
    quantity: item.quantity,
    sku: item.sku,
    vendor: item.vendor,
    requiresShipping: true,
  };
}

function shopSource(shop: string): Source {
  return {
    __typename: "Shop",
    id: "gid://shopify/Shop/548380009",
    name: "Hearth & Hill",
    email: "hello@example.com",
    contactEmail: "hello@example.com",
    myshopifyDomain: shop,
    primaryDomain: { id: "gid://shopify/Domain/1", host: shop, url: `https://${shop}` },
    ianaTimezone: "America/New_York",
    timezoneOffset: "-0500",
    timezoneOffsetMinutes: -300,
    currencyCode: "USD",
    billingAddress: { countryCodeV2: "US", country: "United States", city: "Reno", zip: "89502" },
    plan: { displayName: "Developer Preview", publicDisplayName: "Development", partnerDevelopment: true },
  };
}

function installation(metafields: Collection<StoredMetafield>): Source {
  const handles = ["read_orders", "read_fulfillments", "read_customers", "write_app_proxy"];
  return {
    __typename: "AppInstallation",
    id: installationId,
    metafield: ({ namespace, key }: { namespace?: string | null; key: string }) => {
      const kept = metafields.get(`${namespace ?? ""}.${key}`);
      return kept ? metafieldSource(kept) : null;
    },
    launchUrl: "https://admin.shopify.com/store/homeward-demo/apps/homeward",
    accessScopes: handles.map((handle) => ({ handle, description: handle })),
    activeSubscriptions: [],
    app: { __typename: "App", id: "gid://shopify/App/1", title: "Homeward", handle: "homeward" },
  };
}

function connection(nodes: Source[], hasNextPage = false): Source {
  return {
    nodes,
    edges: nodes.map((node, index) => ({ cursor: String(index), node })),
    pageInfo: { hasNextPage, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
}

/** The Admin API tells whole seconds. */
function seconds(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
