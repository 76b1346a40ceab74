import type { FulfillmentPayload } from "~/features/intake/orders/webhook-payloads";
import type { ShopifyFulfillment, ShopifyOrder } from "~/providers/shopify/order-pages.server";

/**
 * The fulfillments of an order as webhooks would have told them, so that both ways end in the same
 * rows.
 */
export function payloadsOf(order: ShopifyOrder): FulfillmentPayload[] {
  const { recipient, email } = order.details;
  const destination = {
    name: recipient.name,
    phone: recipient.phone,
    zip: recipient.postalCode,
    country_code: recipient.countryCode,
  };
  return order.fulfillments.map((fulfillment) => {
    const numbers = fulfillment.trackingInfo.flatMap(({ number }) => number || []);
    return {
      id: fulfillment.legacyResourceId,
      order_id: order.orderId,
      name: fulfillment.name,
      status: fulfillment.status.toLowerCase(),
      tracking_company: fulfillment.trackingInfo.find(({ company }) => company)?.company ?? null,
      tracking_number: numbers[0] ?? null,
      tracking_numbers: numbers,
      email,
      destination,
      line_items: linesOf(fulfillment),
      created_at: fulfillment.createdAt,
      updated_at: fulfillment.updatedAt,
    };
  });
}

function linesOf({ requiresShipping, fulfillmentLineItems }: ShopifyFulfillment): FulfillmentPayload["line_items"] {
  return fulfillmentLineItems.nodes.map(({ quantity, lineItem }) => ({
    title: lineItem.title,
    quantity: quantity ?? 1,
    // Of a long list only the beginning was read: whether anything is shipped is known of the
    // whole.
    requires_shipping: requiresShipping && fulfillmentLineItems.pageInfo.hasNextPage ? null : lineItem.requiresShipping,
    gift_card: requiresShipping && fulfillmentLineItems.pageInfo.hasNextPage ? null : lineItem.isGiftCard,
  }));
}
