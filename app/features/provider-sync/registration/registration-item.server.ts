import type { LedgerEntry } from "./registrations.queries.server";
import type { Vault } from "~/platform/vault.server";
import { requiredFields } from "~/domain/carriers/special-couriers";
import type { MerchantSettings } from "~/domain/settings/settings";
import { openContact } from "~/features/account/contact.server";
import type { RegistrationItem } from "~/providers/tracking/port/tracking-provider";

/**
 * What goes to the provider for one number: of the customer only what the merchant allows, of
 * special fields only what the courier needs.
 */
export function registrationItem(vault: Vault, entry: LedgerEntry, settings: MerchantSettings): RegistrationItem {
  const contact = openContact(vault, entry.customerEnc ?? entry.contactEnc);
  const needs = new Set<string>(requiredFields(entry.courierCode));
  return {
    number: entry.numberKey,
    courierCode: entry.courierCode,
    orderName: entry.orderName,
    title: entry.title,
    logisticsChannel: entry.logisticsChannel,
    destinationCode: entry.destinationCode,
    orderCreateTime: entry.orderCreateTime,
    lang: entry.lang,
    comment: entry.comment ?? contact.note,
    customerName: settings.sendCustomerName ? contact.name : null,
    customerEmail: settings.sendCustomerEmail ? contact.email : null,
    customerPhone: settings.sendCustomerPhone ? contact.phone : null,
    shipDate: needs.has("shipDate") ? entry.shipDate : null,
    postalCode: needs.has("postalCode") ? contact.postalCode : null,
    accountNumber: needs.has("accountNumber") ? entry.carrierAccount : null,
    destinationCountry: needs.has("destinationCountry") ? entry.destinationCode : null,
  };
}
