import { timingSafeEqual } from "node:crypto";
import type { Vault } from "~/platform/vault.server";

const dayMs = 86_400_000;
/** Parcels are followed for less; whoever needs the order later finds it with the form. */
const validDays = 120;

const idBytes = 16;
const dayBytes = 3;
const sealBytes = 32;
const tokenLength = Math.ceil(((idBytes + dayBytes + sealBytes) * 4) / 3);

/** No order has this id. */
export const noOrder = "00000000-0000-0000-0000-000000000000";

/**
 * The token of a link that shows one order to whoever has it: the order's id, the last day (UTC) it
 * is good for, and a keyed hash of both and the account. Made twice on one day it is the same. An
 * uninstall and the erasure of the customer end it
 * (app/features/shopper/look-up/shopper-orders.queries.server.ts), and so does another encryption
 * key at the end of the list.
 */
export function orderLinkToken(
  vault: Pick<Vault, "keyedHash">,
  { accountId, orderId }: { accountId: string; orderId: string },
  now: Date,
): string {
  const lastDay = dayOf(now) + validDays;
  const day = Buffer.alloc(dayBytes);
  day.writeUIntBE(lastDay, 0, dayBytes);
  const id = Buffer.from(orderId.replaceAll("-", ""), "hex");
  return Buffer.concat([id, day, sealOf(vault, accountId, orderId, lastDay)]).toString("base64url");
}

/**
 * The order a token is good for in this account, or `noOrder`. A token that is wrong, changed, too
 * old or another account's costs what a good one does: one keyed hash and one comparison.
 */
export function readOrderLink(
  vault: Pick<Vault, "keyedHash">,
  { accountId, token }: { accountId: string; token: string },
  now: Date,
): string {
  const isWhole = token.length === tokenLength && /^[\w-]+$/.test(token);
  const bytes = Buffer.alloc(idBytes + dayBytes + sealBytes);
  if (isWhole) Buffer.from(token, "base64url").copy(bytes);
  const orderId = uuidOf(bytes.subarray(0, idBytes));
  const lastDay = bytes.readUIntBE(idBytes, dayBytes);
  const isSealed = timingSafeEqual(sealOf(vault, accountId, orderId, lastDay), bytes.subarray(idBytes + dayBytes));
  return isWhole && isSealed && dayOf(now) <= lastDay ? orderId : noOrder;
}

function sealOf(vault: Pick<Vault, "keyedHash">, accountId: string, orderId: string, lastDay: number): Buffer {
  return vault.keyedHash("order-link", accountId, orderId, String(lastDay));
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const dayOf = (instant: Date) => Math.floor(instant.getTime() / dayMs);
