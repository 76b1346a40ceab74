/**
 * The store's records, as the sandbox keeps them. Times are ISO 8601 instants of the story clock;
 * ids are decimal strings.
 */

export interface Address {
  firstName: string;
  lastName: string;
  address1: string;
  city: string;
  zip: string;
  province: string | null;
  provinceCode: string | null;
  country: string;
  countryCode: string;
  phone: string | null;
}

export interface Customer {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string | null;
}

export interface LineItem {
  id: string;
  productId: string;
  variantId: string;
  title: string;
  sku: string;
  quantity: number;
  price: string;
  grams: number;
  vendor: string;
}

export interface Order {
  id: string;
  name: string;
  createdAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  locale: string;
  note: string | null;
  email: string | null;
  phone: string | null;
  customer: Customer;
  shippingAddress: Address;
  lineItems: LineItem[];
}

export interface Fulfillment {
  id: string;
  orderId: string;
  name: string;
  status: "success" | "cancelled";
  createdAt: string;
  updatedAt: string;
  trackingCompany: string | null;
  trackingNumbers: string[];
  /** When Shopify says it will arrive; only the Admin API tells it. */
  estimatedDeliveryAt?: string | null;
}
