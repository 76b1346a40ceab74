import type { Vault } from "./vault.server";

/** Finds an order by its name and the buyer's e-mail without either being readable. Takes the keys of app/domain/orders. */
export const orderEmailHash = (vault: Vault, accountId: string, orderNameKey: string, emailKey: string): Buffer =>
  vault.keyedHash("order-email", accountId, orderNameKey, emailKey);

/** Finds all shipments of one buyer for the merchant's search. */
export const customerEmailHash = (vault: Vault, accountId: string, emailKey: string): Buffer =>
  vault.keyedHash("customer-email", accountId, emailKey);
