import type { ProviderConnection, RegistrationItem } from "~/providers/tracking/port/tracking-provider";

/** A registration with nothing but its number, and what a test adds. */
export function registrationSample(changes: Partial<RegistrationItem> = {}): RegistrationItem {
  return {
    number: "RB123456785CN",
    courierCode: "china-post",
    orderName: null,
    title: null,
    logisticsChannel: null,
    destinationCode: null,
    orderCreateTime: null,
    lang: null,
    comment: null,
    customerName: null,
    customerEmail: null,
    customerPhone: null,
    shipDate: null,
    postalCode: null,
    accountNumber: null,
    destinationCountry: null,
    ...changes,
  };
}

/** A connection to a server of the test. */
export function connectionTo(baseUrl: string, changes: Partial<ProviderConnection> = {}): ProviderConnection {
  const now = () => new Date("2026-11-20T10:00:00Z");
  return { baseUrl, apiKey: "0123-key", fetch, timeoutMs: 10_000, now, ...changes };
}
