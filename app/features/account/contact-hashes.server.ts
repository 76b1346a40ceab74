import { orderEmailHash, orderPhoneHash, orderPostcodeHash } from "./keyed-hashes.server";
import type { Vault } from "~/platform/vault.server";
import { contactHashRules, emailKey, phoneKey, phoneTries, postcodeKey } from "~/domain/orders/contact";
import { orderNumberIn } from "~/domain/orders/order-name";
import type { Contact } from "./contact.server";

/** What shoppers' look-ups find an order by; null where the contact lacks it. */
export interface OrderHashes {
  emailHash: Buffer | null;
  phoneHash: Buffer | null;
  postcodeHash: Buffer | null;
  /** By which rules they were made. */
  contactHashes: number;
}

/** What an order is found by. */
export function contactHashes(
  vault: Vault,
  accountId: string,
  order: { nameKey: string; countryCode: string | null },
  contact: Pick<Contact, "email" | "phone" | "postalCode">,
): OrderHashes {
  const number = orderNumberIn(order.nameKey);
  const hashed = (hash: typeof orderEmailHash, key: string) =>
    key === "" ? null : hash(vault, accountId, number, key);
  return {
    emailHash: hashed(orderEmailHash, emailKey(contact.email ?? "")),
    phoneHash: hashed(orderPhoneHash, phoneKey(contact.phone ?? "", order.countryCode)),
    postcodeHash: hashed(orderPostcodeHash, postcodeKey(contact.postalCode ?? "")),
    contactHashes: contactHashRules,
  };
}

export interface TriedHashes {
  email: Buffer;
  phones: Buffer[];
  postcode: Buffer;
}

/**
 * What a shopper may have typed, hashed as each of the three, whatever it looks like and whatever
 * the shop allows: always five hashes.
 */
export function triedHashes(vault: Vault, accountId: string, nameKey: string, typed: string): TriedHashes {
  const number = orderNumberIn(nameKey);
  return {
    email: orderEmailHash(vault, accountId, number, emailKey(typed)),
    phones: phoneTries(typed).map((key) => orderPhoneHash(vault, accountId, number, key)),
    postcode: orderPostcodeHash(vault, accountId, number, postcodeKey(typed)),
  };
}
