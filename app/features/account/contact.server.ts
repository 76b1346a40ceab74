import { z } from "zod";
import type { Vault } from "~/platform/vault.server";

const field = z.string().nullable().catch(null);
const contactSchema = z.object({ name: field, email: field, phone: field, postalCode: field, note: field });

/** What we hold about a buyer: always sealed at rest, opened only where it is needed. */
export type Contact = z.infer<typeof contactSchema>;

export const noContact: Contact = { name: null, email: null, phone: null, postalCode: null, note: null };

/** Null where there is nothing to keep. */
export function sealContact(vault: Vault, contact: Contact): Buffer | null {
  return Object.values(contact).every((value) => value === null) ? null : vault.encryptJson(contact);
}

export function openContact(vault: Vault, sealed: Uint8Array | null): Contact {
  return sealed ? contactSchema.parse(vault.decryptJson(sealed)) : noContact;
}
