import { lockQuota, spendQuota } from "~/features/account/api-quota.queries.server";
import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import { openRegistrations } from "~/features/provider-sync/registration/registration-intents.queries.server";
import { existingTrackings, insertTrackings, type TrackingWrite } from "~/features/shipments/trackings.queries.server";
import { removedTrackings } from "~/features/shipments/tracking-changes.queries.server";
import type { Vault } from "~/platform/vault.server";
import type { Courier } from "~/domain/carriers/catalogue";
import { countryNamed } from "~/domain/carriers/countries";
import { emailKey } from "~/domain/orders/contact";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import { trackableCouriers } from "~/features/carriers/account-carriers.server";
import { sealContact } from "~/features/account/contact.server";
import type { Services } from "~/features/services.server";
import { orderInstant } from "~/tracking-api/contract/times";
import type { CreateOutcome, CreateRequest } from "~/tracking-api/server/service";

type Deps = Pick<Services, "db" | "vault" | "clock" | "jobs" | "providerFor">;

/** A create made ready for the database; null where its courier is not known. */
export type PreparedCreate = TrackingWrite | null;

/**
 * Adds numbers to an account. Each ends by itself: created, there already, unknown courier, or no
 * quota left for it.
 */
export async function createTrackings(
  deps: Deps,
  accountId: string,
  requests: readonly CreateRequest[],
): Promise<CreateOutcome[]> {
  return createPrepared(deps, accountId, await prepareCreates(deps, accountId, requests));
}

/**
 * What can be done for creates before their turn at the database comes: naming the courier,
 * sealing, hashing, reading times.
 */
export async function prepareCreates(
  { db, vault }: Pick<Services, "db" | "vault">,
  accountId: string,
  requests: readonly CreateRequest[],
): Promise<PreparedCreate[]> {
  const codes = requests.map((request) => request.carrierCode);
  const courierOf = await trackableCouriers(db, accountId, codes);
  return requests.map((request) => trackingWrite(vault, accountId, request, courierOf(request.carrierCode)));
}

/** The rest of a create: one transaction, whoever else creates for the account meanwhile. */
export async function createPrepared(
  { db, clock, jobs, providerFor }: Omit<Deps, "vault">,
  accountId: string,
  writes: readonly PreparedCreate[],
): Promise<CreateOutcome[]> {
  const now = clock.now();
  const known = writes.filter((write) => write !== null);

  return db.transaction(async (tx) => {
    // All on their way at once, and the database takes them in this order: what exists is read
    // under the lock.
    const [quota, connection, existingNames, removedNames] = await Promise.all([
      lockQuota(tx, accountId),
      connectionOf(tx, accountId),
      existingTrackings(tx, accountId, known),
      removedTrackings(tx, accountId, known),
    ]);
    const registers = connection ? providerFor({ ...connection, apiKey: "" }).capabilities.registers : true;
    const existing = new Set(existingNames.map(keyOf));
    const fresh = [
      ...new Map(known.filter((write) => !existing.has(keyOf(write))).map((write) => [keyOf(write), write])).values(),
    ];
    // Deleted and added again: paid for once already.
    const again = new Set(removedNames.map(keyOf));
    const first = fresh.filter((write) => !again.has(keyOf(write))).slice(0, quota ?? fresh.length);
    const affordable = [...fresh.filter((write) => again.has(keyOf(write))), ...first];
    const created = await insertTrackings(tx, accountId, affordable, {
      now,
      registrationState: registers ? "waiting" : "registered",
      nextRefreshAt: registers ? null : now,
    });
    const spent = created.filter((row) => !again.has(keyOf(row))).length;
    const intents = created.map((row) => ({ ...row, shipmentId: row.id, state: "waiting" as const, reason: null }));
    await Promise.all([
      quota !== null && spent > 0 ? spendQuota(tx, accountId, spent) : null,
      registers ? openRegistrations(tx, accountId, intents, now) : null,
      created.length > 0 && connection ? jobs.enqueue("work-connection", { connectionId: connection.id }, tx) : null,
    ]);

    const answered = new Map(created.map((row) => [keyOf(row), row]));
    const affordableKeys = new Set(affordable.map(keyOf));
    return writes.map((write): CreateOutcome => {
      if (write === null) return { kind: "refused", code: 4015 };
      const row = answered.get(keyOf(write));
      // The second of a pair within one call finds the first there already.
      answered.delete(keyOf(write));
      if (row) return { kind: "created", id: row.publicId, createdAt: now, carrierCode: row.courierCode };
      const outOfQuota = !existing.has(keyOf(write)) && !affordableKeys.has(keyOf(write));
      return { kind: "refused", code: outOfQuota ? 4021 : 4016 };
    });
  });
}

const keyOf = (entry: { courierCode: string; numberKey: string }) => `${entry.courierCode} ${entry.numberKey}`;

/** Null where the courier is not known. */
function trackingWrite(
  vault: Vault,
  accountId: string,
  request: CreateRequest,
  courier: Courier | null,
): TrackingWrite | null {
  if (!courier) return null;
  const { customerName: name, customerEmail: email, customerPhone: phone, postalCode, orderId } = request;
  const destination = request.destinationCode ?? request.destinationCountry;
  return {
    number: request.number,
    numberKey: numberKey(request.number),
    courierCode: courier.code,
    orderName: orderId,
    orderNameKey: orderId && orderNameKey(orderId),
    orderCreateTime: request.orderCreateTime,
    orderCreatedAt: orderInstant(request.orderCreateTime),
    title: request.title,
    comment: request.comment,
    lang: request.lang,
    logisticsChannel: request.logisticsChannel,
    customerEnc: sealContact(vault, { name, email, phone, postalCode, note: null }),
    customerEmailHash: email ? customerEmailHash(vault, accountId, emailKey(email)) : null,
    // Some clients send a name; what is no country would only have the provider refuse the number.
    destinationCode: destination && countryNamed(destination),
    shipDate: request.shipDate,
    carrierAccount: request.accountNumber,
    autoCorrect: !request.keepCarrier,
  };
}
