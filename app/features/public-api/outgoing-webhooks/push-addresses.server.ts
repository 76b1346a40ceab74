import { randomUUID } from "node:crypto";
import {
  giveUpPushesTo,
  hurryPush,
  noteTestPush,
  selectPushLog,
  type LoggedPush,
} from "~/features/outbox/outbox.queries.server";
import {
  deletePushAddress,
  insertPushAddress,
  selectPushAddresses,
  selectPushAddressesLocked,
  selectPushSigner,
  type PushAddressRow,
} from "./push-addresses.queries.server";
import { keepSignerEmail } from "~/features/account/shop-facts.queries.server";
import { isCallableUrl } from "~/providers/outgoing-fetch.server";
import { readShop } from "~/providers/shopify/shop.server";
import type { Services } from "~/features/services.server";
import { exampleItem } from "~/tracking-api/contract/example-answers";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";
import { postPush, type PostedPush } from "./post-push.server";
import { MAX_PUSH_ADDRESSES, MAX_PUSH_URL } from "./push-limits";

/** More than an account may have, and an end all the same. */
const LISTED_ADDRESSES = 50;
const LOGGED = 20;

/** What an account's pushes look like to whoever looks after them. */
export interface PushOverview {
  addresses: PushAddressRow[];
  /** The newest twenty, newest first. */
  log: LoggedPush[];
  /** The e-mail address that signs; null while none is known. */
  signer: string | null;
}

/** Where an account pushes to, oldest first. */
export function listPushAddresses({ db }: Pick<Services, "db">, accountId: string): Promise<PushAddressRow[]> {
  return selectPushAddresses(db, accountId, LISTED_ADDRESSES);
}

/** Addresses, the last pushes and who signs them, for one account. */
export async function pushOverview(
  { db, vault }: Pick<Services, "db" | "vault">,
  accountId: string,
): Promise<PushOverview> {
  const [addresses, log, signer] = await Promise.all([
    selectPushAddresses(db, accountId, LISTED_ADDRESSES),
    selectPushLog(db, accountId, LOGGED),
    selectPushSigner(db, accountId),
  ]);
  return { addresses, log, signer: signer?.emailEnc ? vault.decrypt(signer.emailEnc) : null };
}

export type AddAddressResult =
  | { kind: "added" }
  | { kind: "bad-address" }
  | { kind: "there-already" }
  | { kind: "too-many-addresses" }
  /** Nothing could be signed: Shopify did not say whose shop it is. */
  | { kind: "no-signer" };

type AddDeps = Pick<Services, "db" | "vault" | "clock"> & {
  /** Null where Shopify cannot be asked: in a command, which knows no shop. */
  adminFor: Services["adminFor"] | null;
  env: Pick<Services["env"], "ALLOW_PRIVATE_ADDRESSES">;
};

/**
 * Adds an address that hears of every change from now on: only https and no private address, except
 * where those are allowed.
 */
export async function addPushAddress(deps: AddDeps, accountId: string, given: string): Promise<AddAddressResult> {
  const { db, clock, env } = deps;
  const text = given.trim();
  if (text.length > MAX_PUSH_URL || !isCallableUrl(text, { allowPrivate: env.ALLOW_PRIVATE_ADDRESSES })) {
    return { kind: "bad-address" };
  }
  const url = new URL(text).href;
  if (!(await hasSigner(deps, accountId))) return { kind: "no-signer" };
  return db.transaction(async (tx) => {
    const known = await selectPushAddressesLocked(tx, accountId, LISTED_ADDRESSES);
    if (known.some((address) => address.url === url)) return { kind: "there-already" };
    if (known.length >= MAX_PUSH_ADDRESSES) return { kind: "too-many-addresses" };
    await insertPushAddress(tx, { accountId, url, now: clock.now() });
    return { kind: "added" };
  });
}

/**
 * A shop that was installed while Shopify did not answer is asked now: signed with nothing, anybody
 * could forge its pushes.
 */
async function hasSigner({ db, vault, adminFor }: AddDeps, accountId: string): Promise<boolean> {
  const signer = await selectPushSigner(db, accountId);
  if (signer?.emailEnc) return true;
  const shop = signer?.shopDomain && adminFor ? await readShop(adminFor(signer.shopDomain)) : null;
  if (!shop?.email) return false;
  await keepSignerEmail(db, accountId, vault.encrypt(shop.email));
  return true;
}

/** Removes an address; what still waited for it is not sent any more. */
export async function removePushAddress(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  addressId: string,
): Promise<{ kind: "removed" } | { kind: "not-found" }> {
  return db.transaction(async (tx) => {
    if (!(await deletePushAddress(tx, accountId, addressId))) return { kind: "not-found" };
    await giveUpPushesTo(tx, accountId, addressId, clock.now());
    return { kind: "removed" };
  });
}

export type TestPushResult = { kind: "not-found" } | ({ kind: "tried" } & Pick<PostedPush, "ok" | "outcome">);

/**
 * Sends the documentation's example to an address, signed as every push, and notes in the log what
 * came of it.
 */
export async function sendTestPush(
  deps: Pick<Services, "db" | "vault" | "clock" | "systemClock" | "outgoingFetch">,
  accountId: string,
  addressId: string,
): Promise<TestPushResult> {
  const { db, vault, clock, systemClock } = deps;
  const [addresses, signer] = await Promise.all([
    selectPushAddresses(db, accountId, LISTED_ADDRESSES),
    selectPushSigner(db, accountId),
  ]);
  const address = addresses.find(({ id }) => id === addressId);
  if (!address || !signer?.emailEnc) return { kind: "not-found" };
  const email = vault.decrypt(signer.emailEnc);
  const body = printPush(exampleItem, signPush(email, systemClock.now()));
  const { ok, outcome } = await postPush(deps, { url: address.url, body, email });
  const dedupeKey = `test ${randomUUID()}`;
  await noteTestPush(db, { accountId, addressId, sent: ok, outcome, now: clock.now(), dedupeKey });
  return { kind: "tried", ok, outcome };
}

/** Has a push sent again at once that waits for its next attempt or was given up. */
export async function retryPush(
  { db, jobs, clock }: Pick<Services, "db" | "jobs" | "clock">,
  accountId: string,
  messageId: string,
): Promise<{ kind: "hurried" } | { kind: "not-found" }> {
  return db.transaction(async (tx) => {
    if (!(await hurryPush(tx, accountId, messageId, clock.now()))) return { kind: "not-found" };
    await jobs.enqueue("send-outbox", { accountId }, tx);
    return { kind: "hurried" };
  });
}
