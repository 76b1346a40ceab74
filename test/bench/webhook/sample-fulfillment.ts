import { fulfillmentPayload } from "../../sandbox/shop/fulfillment-payload";
import { sampleAddress, sampleLineItems, sampleShopper } from "../../sandbox/shop/samples";
import { numberEnding, numberKinds } from "../../sandbox/shop/tracking-numbers";

/** A fulfillment of one parcel with two line items, with every field that Shopify sends. */
export function sampleFulfillment(): Record<string, unknown> {
  const at = "2026-11-20T15:04:05.000Z";
  const { firstName, lastName, email } = sampleShopper(0);
  const customer = { id: "7123456789", firstName, lastName, email, phone: "+1 512 555 0142" };
  let lastItem = 14_123_456_789_000;
  return fulfillmentPayload(
    {
      id: "6123456789001",
      name: "#1001",
      createdAt: at,
      updatedAt: at,
      cancelledAt: null,
      locale: "en-US",
      note: null,
      email,
      phone: customer.phone,
      customer,
      shippingAddress: { ...sampleAddress("US"), firstName, lastName },
      lineItems: sampleLineItems(3, () => String((lastItem += 1))),
    },
    {
      id: "5123456789001",
      orderId: "6123456789001",
      name: "#1001.1",
      status: "success",
      createdAt: at,
      updatedAt: at,
      trackingCompany: numberKinds.usps.company,
      trackingNumbers: [numberEnding("usps", 1, null)],
    },
  );
}
