import { foldUpper } from "../folding";

/** Far longer than any order's name; what an integrator sends as `order_id` may be anything, and an index takes no more than 2,700 bytes. */
const keyMaxLength = 255;

/**
 * The key orders are searched and compared by: `#1001`, `1001` and `＃1001 ` give `1001`. Folds full-width characters,
 * case, inner blanks and the leading `#`; a shop's own prefix or suffix (`HW-1001-EU`) stays. Of a longer text its first
 * 255 characters count. Idempotent.
 */
export function orderNameKey(text: string): string {
  return foldUpper(text).replace(/^#+/, "").slice(0, keyMaxLength).toWellFormed();
}

/**
 * The order's name out of a fulfillment's: `#1001.1` gives `#1001` (DESIGN §6). Shopify adds a running number of the
 * fulfillment, `.1` in webhooks and `-F1` in the Admin API; a name without one is returned trimmed.
 */
export function orderNameFromFulfillment(fulfillmentName: string): string {
  return fulfillmentName.trim().replace(/(?<=.)(\.|-F)\d+$/u, "");
}
