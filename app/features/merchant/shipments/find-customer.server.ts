import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import { emailKey } from "~/domain/orders/contact";
import type { Services } from "~/features/services.server";
import { firstQuery, writeShipmentQuery } from "./shipment-filters";

/**
 * The address of the list of one customer's parcels. It holds a keyed hash, so whoever reads it
 * learns nothing.
 */
export function findCustomer({ vault }: Pick<Services, "vault">, accountId: string, email: string): URLSearchParams {
  const key = emailKey(email);
  const customer = key === "" ? null : customerEmailHash(vault, accountId, key).toString("base64url");
  return writeShipmentQuery({ ...firstQuery, customer });
}
