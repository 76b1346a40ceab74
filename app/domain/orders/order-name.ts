import { foldUpper, plainDigits } from "../folding";

/**
 * Far longer than any order's name; what an integrator sends as `order_id` may be anything, and an
 * index takes no more than 2,700 bytes.
 */
const keyMaxLength = 255;

/**
 * The key orders are searched and compared by: `#1001`, `1001` and `＃1001 ` give `1001`. Folds
 * full-width characters, digits of other scripts, case, inner blanks and the leading `#`; a shop's
 * own prefix or suffix (`HW-1001-EU`) stays. Of a longer text its first 255 characters count.
 * Idempotent.
 */
export function orderNameKey(text: string): string {
  return plainDigits(foldUpper(text)).replace(/^#+/, "").slice(0, keyMaxLength).toWellFormed();
}

/**
 * The part of an order's name that shoppers do not leave out, from its key: the longest run of
 * digits, the last of several, or all of a name without digits. `HW-1001-EU` gives `1001`.
 */
export function orderNumberIn(nameKey: string): string {
  const runs = nameKey.match(/\d+/g) ?? [nameKey];
  return runs.reduce((longest, run) => (run.length >= longest.length ? run : longest), "");
}

/**
 * Whether an order's name is what a shopper means, both as keys: `1001`, `HW1001` and
 * `Order HW-1001-EU` mean `HW-1001-EU`, `HW-1001-US` does not. Signs between letters and digits do
 * not count.
 */
export function meansOrder(typedKey: string, nameKey: string): boolean {
  const [typed, name] = [typedKey, nameKey].map((key) => key.replace(/[^\p{L}\p{N}]+/gu, ""));
  return typed !== undefined && name !== undefined && (name.includes(typed) || typed.includes(name));
}

/**
 * The order's name out of a fulfillment's: `#1001.1` gives `#1001`. Shopify adds a running number
 * of the fulfillment, `.1` in webhooks and `-F1` in the Admin API; a name without one is returned
 * trimmed.
 */
export function orderNameFromFulfillment(fulfillmentName: string): string {
  return fulfillmentName.trim().replace(/(?<=.)(\.|-F)\d+$/u, "");
}
