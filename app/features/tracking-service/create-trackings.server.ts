import { customerEmailHash } from "~/db/contact-hashes.server";
import { openRegistrations } from "~/db/parcels.server";
import { existingTrackings, insertTrackings, lockQuota, spendQuota, type TrackingWrite } from "~/db/trackings.server";
import { removedTrackings } from "~/db/tracking-changes.server";
import type { Vault } from "~/db/vault.server";
import type { Courier } from "~/domain/carriers/catalogue";
import { emailKey } from "~/domain/orders/contact";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import { trackableCouriers } from "~/features/carriers/account-carriers.server";
import { sealContact } from "~/features/customers/contact.server";
import type { Services } from "~/services.server";
import { orderInstant } from "~/tracking-api/contract/times";
import type { CreateOutcome, CreateRequest } from "~/tracking-api/server/service";

type Parts = Pick<Services, "db" | "vault" | "clock" | "jobs" | "providerFor">;

/** Adds numbers to an account. Each ends by itself: created, there already, unknown courier, or no quota left for it. */
export async function createTrackings(
  { db, vault, clock, jobs, providerFor }: Parts,
  accountId: string,
  requests: readonly CreateRequest[],
): Promise<CreateOutcome[]> {
  const now = clock.now();
  const courierOf = await trackableCouriers(
    db,
    accountId,
    requests.map((request) => request.carrierCode),
  );
  const writes = requests.map((request) => trackingWrite(vault, accountId, request, courierOf(request.carrierCode)));
  const known = writes.filter((write) => write !== null);
  const connection = await db.prisma.connection.findUnique({ where: { accountId } });
  const registers = connection ? providerFor({ ...connection, apiKey: "" }).capabilities.registers : true;

  return db.transaction(async (tx) => {
    const quota = await lockQuota(tx, accountId);
    const existing = new Set((await existingTrackings(tx, accountId, known)).map(keyOf));
    const fresh = [
      ...new Map(known.filter((write) => !existing.has(keyOf(write))).map((write) => [keyOf(write), write])).values(),
    ];
    // Deleted and added again: paid for once already.
    const again = new Set((await removedTrackings(tx, accountId, fresh)).map(keyOf));
    const first = fresh.filter((write) => !again.has(keyOf(write))).slice(0, quota ?? fresh.length);
    const affordable = [...fresh.filter((write) => again.has(keyOf(write))), ...first];
    const created = await insertTrackings(tx, accountId, affordable, {
      now,
      registrationState: registers ? "waiting" : "registered",
      nextRefreshAt: registers ? null : now,
    });
    if (quota !== null) await spendQuota(tx, accountId, created.filter((row) => !again.has(keyOf(row))).length);
    if (registers) {
      const intents = created.map((row) => ({
        ...row,
        shipmentId: row.id,
        state: "waiting" as const,
        reason: null,
      }));
      await openRegistrations(tx, accountId, intents, now);
    }
    if (created.length > 0 && connection) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);

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
    destinationCode: request.destinationCode ?? request.destinationCountry,
    shipDate: request.shipDate,
    carrierAccount: request.accountNumber,
    autoCorrect: !request.keepCarrier,
  };
}
