import { z } from "zod";

/** Shopify's ids exceed 2^53, so integers that a double cannot hold stay the text they came as. */
export function parseKeepingIds(json: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
      ? context.source
      : value;
  return JSON.parse(json, reviver);
}

const id = z.union([z.string().regex(/^\d+$/), z.number().int().nonnegative()]).transform(String);
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => String(value ?? "").replaceAll("\0", "") || null);
const texts = z
  .array(text)
  .nullish()
  .transform((values) => (values ?? []).filter((value) => value !== null));
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
const flag = z
  .union([z.boolean(), z.stringbool()])
  .nullish()
  .transform((value) => value ?? null);
const count = z.coerce
  .number()
  .nullish()
  .transform((value) => (Number.isFinite(value) ? Number(value) : 1));

const lineItem = z.object({ title: text, quantity: count, requires_shipping: flag, gift_card: flag });

const destination = z
  .object({ name: text, phone: text, zip: text, country_code: text })
  .nullish()
  .transform((value) => value ?? null);

/** `fulfillments/create` and `fulfillments/update`. */
export const fulfillmentPayload = z.object({
  id,
  order_id: id,
  name: text,
  status: text,
  tracking_company: text,
  tracking_number: text,
  tracking_numbers: texts,
  email: text,
  destination,
  line_items: z
    .array(lineItem)
    .nullish()
    .transform((items) => items ?? []),
  created_at: instant,
  updated_at: instant,
});
export type FulfillmentPayload = z.infer<typeof fulfillmentPayload>;

/** `orders/cancelled`. */
export const cancelledOrderPayload = z.object({ id, cancelled_at: instant.nullish() });

/** `app/scopes_update`. */
export const scopesPayload = z.object({ current: z.array(z.string()) });

const customer = z.object({ id: id.nullish(), email: text, phone: text }).nullish();

/** The three privacy topics. */
export const dataRequestPayload = z.object({
  customer,
  orders_requested: z.array(id).nullish(),
  data_request: z.object({ id }),
});
export const customerRedactPayload = z.object({ customer, orders_to_redact: z.array(id).nullish() });
