import type { Vault } from "~/platform/vault.server";

/**
 * Finds an order by the number in its name and the buyer's e-mail, telephone number or postcode,
 * with none of them readable. Takes the keys of app/domain/orders.
 */
export const orderEmailHash = (vault: Vault, accountId: string, orderNumber: string, emailKey: string): Buffer =>
  vault.keyedHash("order-email", accountId, orderNumber, emailKey);
export const orderPhoneHash = (vault: Vault, accountId: string, orderNumber: string, phoneKey: string): Buffer =>
  vault.keyedHash("order-phone", accountId, orderNumber, phoneKey);
export const orderPostcodeHash = (vault: Vault, accountId: string, orderNumber: string, postcodeKey: string): Buffer =>
  vault.keyedHash("order-postcode", accountId, orderNumber, postcodeKey);

/** Finds all shipments of one buyer for the merchant's search. */
export const customerEmailHash = (vault: Vault, accountId: string, emailKey: string): Buffer =>
  vault.keyedHash("customer-email", accountId, emailKey);
