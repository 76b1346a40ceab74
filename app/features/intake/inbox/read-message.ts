import { z } from "zod";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import {
  cancelledOrderPayload,
  customerRedactPayload,
  dataRequestPayload,
  fulfillmentPayload,
  parseKeepingIds,
  scopesPayload,
  type FulfillmentPayload,
} from "~/features/intake/orders/webhook-payloads";

export type ReadMessage =
  | { kind: "fulfillment"; payload: FulfillmentPayload }
  | { kind: "order-cancelled"; orderId: string; at: Date | null }
  | { kind: "uninstalled" }
  | { kind: "scopes"; scopes: string[] }
  | ({ kind: "data-request"; requestId: string } & CustomerReference)
  | ({ kind: "customer-redact" } & CustomerReference)
  | { kind: "shop-redact" }
  | { kind: "refused"; reason: string };

const readers: Record<string, (payload: unknown) => ReadMessage> = {
  "fulfillments/create": readFulfillment,
  "fulfillments/update": readFulfillment,
  "orders/cancelled": (payload) => {
    const order = cancelledOrderPayload.parse(payload);
    return { kind: "order-cancelled", orderId: order.id, at: order.cancelled_at ?? null };
  },
  "app/uninstalled": () => ({ kind: "uninstalled" }),
  "app/scopes_update": (payload) => ({ kind: "scopes", scopes: scopesPayload.parse(payload).current }),
  "customers/data_request": (payload) => {
    const request = dataRequestPayload.parse(payload);
    return {
      kind: "data-request",
      requestId: request.data_request.id,
      ...customerReference(request.customer, request.orders_requested),
    };
  },
  "customers/redact": (payload) => {
    const request = customerRedactPayload.parse(payload);
    return { kind: "customer-redact", ...customerReference(request.customer, request.orders_to_redact) };
  },
  "shop/redact": () => ({ kind: "shop-redact" }),
};

/** Topics that have a reader, as Shopify writes them. */
export const knownTopics = Object.keys(readers);

/**
 * Understands a stored webhook, or says in words what stood in the way. Values of the payload never
 * enter the reason.
 */
export function readMessage(topic: string, rawBody: string): ReadMessage {
  const reader = readers[topic];
  if (!reader) return { kind: "refused", reason: `Homeward does not read the topic ${topic}` };
  try {
    return reader(parseKeepingIds(rawBody));
  } catch (error) {
    if (error instanceof z.ZodError) return { kind: "refused", reason: describe(error) };
    if (error instanceof SyntaxError) return { kind: "refused", reason: "The message is not valid JSON" };
    // Reading asks nobody, so whatever else goes wrong (a body nested too deep for the stack) lies
    // in the message too.
    return { kind: "refused", reason: "Homeward could not read this message" };
  }
}

function readFulfillment(payload: unknown): ReadMessage {
  return { kind: "fulfillment", payload: fulfillmentPayload.parse(payload) };
}

function customerReference(
  customer: { id?: string | null | undefined; email: string | null } | null | undefined,
  orderIds: string[] | null | undefined,
): CustomerReference {
  return {
    customerGid: customer?.id ? `gid://shopify/Customer/${customer.id}` : null,
    email: customer?.email ?? null,
    orderIds: orderIds ?? [],
  };
}

function describe(error: z.ZodError): string {
  const places = error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "message"}: ${issue.code.replaceAll("_", " ")}`);
  return `Homeward could not read ${places.join("; ")}`;
}
