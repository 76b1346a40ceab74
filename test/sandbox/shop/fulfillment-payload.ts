import type { Fulfillment, LineItem, Order } from "./model";

/** Where Shopify links a carrier's numbers to; the few that are publicly known. */
const trackingPages: Record<string, (number: string) => string> = {
  UPS: (number) => `https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=${number}`,
  USPS: (number) => `https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=${number}`,
  FedEx: (number) => `https://www.fedex.com/fedextrack/?trknbr=${number}`,
  "DHL Express": (number) => `https://www.dhl.com/en/express/tracking.html?AWB=${number}`,
};

/** The link Shopify gives a number of a company it knows, otherwise null. */
export function trackingUrl(company: string | null, number: string): string | null {
  const page = company ? trackingPages[company] : undefined;
  return page ? page(encodeURIComponent(number)) : null;
}

/** The body of `fulfillments/create` and `fulfillments/update`. */
export function fulfillmentPayload(order: Order, fulfillment: Fulfillment): Record<string, unknown> {
  const urls = fulfillment.trackingNumbers.flatMap((number) => trackingUrl(fulfillment.trackingCompany, number) ?? []);
  const address = order.shippingAddress;
  return {
    id: Number(fulfillment.id),
    order_id: Number(order.id),
    status: fulfillment.status,
    created_at: shopTime(fulfillment.createdAt),
    service: "manual",
    updated_at: shopTime(fulfillment.updatedAt),
    tracking_company: fulfillment.trackingCompany,
    shipment_status: null,
    location_id: 71234567890,
    origin_address: null,
    email: order.email,
    destination: {
      first_name: address.firstName,
      address1: address.address1,
      phone: address.phone,
      city: address.city,
      zip: address.zip,
      province: address.province,
      country: address.country,
      last_name: address.lastName,
      address2: null,
      company: null,
      latitude: null,
      longitude: null,
      name: `${address.firstName} ${address.lastName}`,
      country_code: address.countryCode,
      province_code: address.provinceCode,
    },
    line_items: order.lineItems.map(lineItemPayload),
    tracking_number: fulfillment.trackingNumbers[0] ?? null,
    tracking_numbers: fulfillment.trackingNumbers,
    tracking_url: urls[0] ?? null,
    tracking_urls: urls,
    receipt: {},
    name: fulfillment.name,
    admin_graphql_api_id: `gid://shopify/Fulfillment/${fulfillment.id}`,
  };
}

function lineItemPayload(item: LineItem): Record<string, unknown> {
  const money = (amount: string) => ({
    shop_money: { amount, currency_code: "USD" },
    presentment_money: { amount, currency_code: "USD" },
  });
  return {
    id: Number(item.id),
    variant_id: Number(item.variantId),
    title: item.title,
    quantity: item.quantity,
    sku: item.sku,
    variant_title: null,
    vendor: item.vendor,
    fulfillment_service: "manual",
    product_id: Number(item.productId),
    requires_shipping: true,
    taxable: true,
    gift_card: false,
    name: item.title,
    variant_inventory_management: "shopify",
    properties: [],
    product_exists: true,
    fulfillable_quantity: 0,
    grams: item.grams,
    price: item.price,
    total_discount: "0.00",
    fulfillment_status: "fulfilled",
    price_set: money(item.price),
    total_discount_set: money("0.00"),
    discount_allocations: [],
    duties: [],
    admin_graphql_api_id: `gid://shopify/LineItem/${item.id}`,
    tax_lines: [],
  };
}

/**
 * Webhooks tell whole seconds in the shop's zone; the sandbox's shop is five hours west of UTC all
 * year.
 */
function shopTime(instant: string): string {
  const wall = new Date(Date.parse(instant) - 5 * 3_600_000).toISOString().slice(0, 19);
  return `${wall}-05:00`;
}
