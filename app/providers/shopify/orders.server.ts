import { z } from "zod";
import type { AdminClient } from "./admin-client.server";
import { ordersQuery } from "./graphql/orders";

const text = z.string().nullish();
/** The fields of `OrderFields` (graphql/orders.ts). */
export const orderSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  cancelledAt: z.iso.datetime({ offset: true }).nullish(),
  customerLocale: text,
  note: text,
  email: text,
  phone: text,
  customer: z.object({ id: z.string() }).nullish(),
  shippingAddress: z.object({ name: text, phone: text, zip: text, countryCodeV2: text }).nullish(),
});
const answerSchema = z.object({ nodes: z.array(z.unknown()) });

/** An order as Shopify tells it; a protected field that was not granted is null. */
export interface OrderDetails {
  /** `gid://shopify/Order/…` */
  gid: string;
  name: string;
  placedAt: Date;
  cancelledAt: Date | null;
  locale: string | null;
  note: string | null;
  email: string | null;
  phone: string | null;
  customerGid: string | null;
  recipient: { name: string | null; phone: string | null; postalCode: string | null; countryCode: string | null };
}

/** Shopify takes at most 250 ids in one `nodes` query. */
export const ORDERS_PER_QUERY = 250;

/**
 * Reads up to 250 orders in one query. Gives what could be read; an order that is missing, or all
 * of them when Shopify cannot answer, is simply absent.
 */
export async function readOrders(
  admin: AdminClient,
  gids: string[],
  options: { timeoutMs: number },
): Promise<{ orders: Map<string, OrderDetails>; failure: string | null }> {
  if (gids.length === 0) return { orders: new Map(), failure: null };
  const answer = await admin.query(ordersQuery, { ids: gids }, options);
  const failure = answer.kind === "failed" ? `${answer.reason}: ${answer.detail}` : null;
  const parsed = answerSchema.safeParse(answer.kind === "ok" ? answer.data : answer.partial);
  const orders = new Map<string, OrderDetails>();
  for (const node of parsed.success ? parsed.data.nodes : []) {
    const read = orderSchema.safeParse(node);
    if (read.success) orders.set(read.data.id, toDetails(read.data));
  }
  return { orders, failure };
}

/** An order as it was read, for whoever stores it. */
export function toDetails(node: z.infer<typeof orderSchema>): OrderDetails {
  const address = node.shippingAddress;
  return {
    gid: node.id,
    name: node.name,
    placedAt: new Date(node.createdAt),
    cancelledAt: node.cancelledAt ? new Date(node.cancelledAt) : null,
    locale: node.customerLocale ?? null,
    note: node.note ?? null,
    email: node.email ?? null,
    phone: node.phone ?? null,
    customerGid: node.customer?.id ?? null,
    recipient: {
      name: address?.name ?? null,
      phone: address?.phone ?? null,
      postalCode: address?.zip ?? null,
      countryCode: address?.countryCodeV2 ?? null,
    },
  };
}
