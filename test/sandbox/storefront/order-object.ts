import { trackingUrl } from "../shop/fulfillment-payload";
import type { Fulfillment, LineItem, Order } from "../shop/model";

/**
 * Liquid's `order` as a theme's order page has it: no list of fulfillments, each line names its
 * own.
 */
export function orderObject(order: Order, fulfillments: readonly Fulfillment[]): Record<string, unknown> {
  return {
    id: Number(order.id),
    name: order.name,
    created_at: order.createdAt,
    cancelled: order.cancelledAt !== null,
    line_items: order.lineItems.map((line, index) => lineObject(line, fulfillmentOf(index, fulfillments))),
  };
}

/** The store does not say which lines a fulfillment holds: the lines are dealt out in turn. */
function fulfillmentOf(index: number, fulfillments: readonly Fulfillment[]): Fulfillment | undefined {
  const shipped = fulfillments.filter(({ status }) => status === "success");
  return shipped[index % Math.max(shipped.length, 1)];
}

function lineObject(line: LineItem, fulfillment: Fulfillment | undefined): Record<string, unknown> {
  const [number = null] = fulfillment?.trackingNumbers ?? [];
  return {
    id: Number(line.id),
    title: line.title,
    quantity: line.quantity,
    fulfillment: fulfillment && {
      created_at: fulfillment.createdAt,
      tracking_company: fulfillment.trackingCompany,
      tracking_number: number,
      tracking_numbers: fulfillment.trackingNumbers,
      tracking_url: number && trackingUrl(fulfillment.trackingCompany, number),
    },
  };
}
