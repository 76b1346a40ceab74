import { z } from "zod";
import type { AdminClient, AdminFailure, QueryCost } from "./admin-client.server";
import { orderCountQuery, orderPageQuery } from "./graphql/orders";
import { orderSchema, toDetails, type OrderDetails } from "./orders.server";

const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const fulfillment = z.object({
  legacyResourceId: z.string().regex(/^\d+$/),
  name: text,
  status: z.string(),
  createdAt: instant,
  updatedAt: instant,
  // Nothing that must be known: one of another shape does not cost the order.
  estimatedDeliveryAt: instant.nullish().catch(null),
  requiresShipping: z.boolean(),
  trackingInfo: z.array(z.object({ company: text, number: text })),
  fulfillmentLineItems: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    nodes: z.array(
      z.object({
        quantity: z.number().nullish(),
        lineItem: z.object({ title: text, requiresShipping: z.boolean(), isGiftCard: z.boolean() }),
      }),
    ),
  }),
});
/** A fulfillment as the Admin API tells it; status in Shopify's capitals (`SUCCESS`). */
export type ShopifyFulfillment = z.infer<typeof fulfillment>;

const orderNode = orderSchema.extend({ updatedAt: instant, fulfillments: z.array(fulfillment) });
const pageSchema = z.object({
  orders: z
    .object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(z.unknown()),
    })
    .refine(({ pageInfo }) => !pageInfo.hasNextPage || pageInfo.endCursor, "a page follows and has no cursor"),
});
const lastChange = z.object({ updatedAt: instant });

export interface ShopifyOrder {
  /** Shopify's number of the order, as webhooks write it. */
  orderId: string;
  updatedAt: Date;
  details: OrderDetails;
  fulfillments: ShopifyFulfillment[];
}

export interface OrderPage {
  kind: "page";
  orders: ShopifyOrder[];
  /** Orders of the page that were null or had another shape. */
  unreadable: number;
  /** When the last order whose time could be read had last changed. */
  lastUpdatedAt: Date | null;
  /** Null on the last page. */
  nextCursor: string | null;
  cost: QueryCost | null;
}

/**
 * Shopify's search words for orders that changed within a span; `from` belongs to it, `to` does
 * not, null is up to the present. With `onlyShipped` those of which nothing was sent are left out
 * ("fully shipped" is `shipped`).
 */
export function changedOrders(span: { from: Date; to: Date | null; onlyShipped: boolean }): string {
  const from = `updated_at:>='${span.from.toISOString()}'`;
  const to = span.to ? ` AND updated_at:<'${span.to.toISOString()}'` : "";
  return `${from}${to}${span.onlyShipped ? " AND (fulfillment_status:shipped OR fulfillment_status:partial)" : ""}`;
}

/**
 * Reads one page of the orders a search finds, those that changed first first. Where GraphQL errors
 * come beside data, what can be read is given and the rest is counted; an answer without a page is
 * a failure.
 */
export async function readOrderPage(
  admin: AdminClient,
  page: { search: string; first: number; after: string | null },
  options: { timeoutMs: number },
): Promise<OrderPage | AdminFailure> {
  const answer = await admin.query(orderPageQuery, page, options);
  const parsed = pageSchema.safeParse(answer.kind === "ok" ? answer.data : answer.partial);
  if (!parsed.success) {
    if (answer.kind === "failed") return answer;
    const detail = parsed.error.issues[0]?.message ?? "";
    return { kind: "failed", reason: "unreadable", detail, partial: null, cost: answer.cost ?? null };
  }
  const { nodes, pageInfo } = parsed.data.orders;
  const read = nodes.map((node) => orderNode.safeParse(node));
  const orders = read.flatMap((result) => (result.success ? [toOrder(result.data)] : []));
  const changes = nodes.flatMap((node) => lastChange.safeParse(node).data?.updatedAt ?? []);
  return {
    kind: "page",
    orders,
    unreadable: read.length - orders.length,
    lastUpdatedAt: changes.at(-1) ?? null,
    nextCursor: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
    cost: answer.cost ?? null,
  };
}

const countSchema = z.object({ ordersCount: z.object({ count: z.number().int().nonnegative() }) });

/** About how many orders a search finds; null where Shopify does not say. */
export async function countOrders(
  admin: AdminClient,
  search: string,
  options: { timeoutMs: number },
): Promise<number | null> {
  const answer = await admin.query(orderCountQuery, { search }, options);
  const parsed = countSchema.safeParse(answer.kind === "ok" ? answer.data : answer.partial);
  return parsed.success ? parsed.data.ordersCount.count : null;
}

function toOrder(node: z.infer<typeof orderNode>): ShopifyOrder {
  const orderId = node.id.slice(node.id.lastIndexOf("/") + 1);
  return { orderId, updatedAt: node.updatedAt, details: toDetails(node), fulfillments: node.fulfillments };
}
