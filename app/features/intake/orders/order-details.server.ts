import { shopDomainOf } from "~/features/account/shop-facts.queries.server";
import { ordersWithDetails } from "./orders.queries.server";
import { ORDERS_PER_QUERY, readOrders, type OrderDetails } from "~/providers/shopify/orders.server";
import type { Services } from "~/features/services.server";
import type { FulfillmentPayload } from "./webhook-payloads";

/**
 * Registration must not wait for the Admin API: past this the batch goes on with what the webhooks
 * said.
 */
const TIMEOUT_MS = 2_500;

const orderGid = (orderId: string) => `gid://shopify/Order/${orderId}`;

/**
 * Reads the orders of one ingest batch with one query, by Shopify order id; orders we know already
 * are not asked for again.
 */
export async function fetchOrderDetails(
  { db, adminFor, log }: Pick<Services, "db" | "adminFor" | "log">,
  accountId: string,
  fulfillments: FulfillmentPayload[],
): Promise<Map<string, OrderDetails>> {
  const asked = [...new Set(fulfillments.map((fulfillment) => fulfillment.order_id))];
  const known = await ordersWithDetails(db, accountId, asked);
  const missing = asked.filter((orderId) => !known.has(orderId)).slice(0, ORDERS_PER_QUERY);
  const shop = missing.length > 0 ? await shopDomainOf(db, accountId) : null;
  if (shop === null) return new Map();
  const admin = adminFor(shop);
  const { orders, failure } = await readOrders(admin, missing.map(orderGid), { timeoutMs: TIMEOUT_MS });
  if (failure) log.warn({ accountId, failure, orders: missing.length }, "order details are incomplete");
  return new Map([...orders.values()].map((order) => [order.gid.slice(orderGid("").length), order]));
}
