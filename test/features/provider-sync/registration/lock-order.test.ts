import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { addApiAccount } from "#test/factories/accounts";
import { addShipment } from "#test/features/merchant/shipments/add-shipments";
import { it as base } from "#test/support/it";
import {
  settle,
  takeForSending,
  type Settlement,
} from "~/features/provider-sync/registration/registrations.queries.server";
import { changeTrackings } from "~/features/public-api/tracking-service/change-trackings.server";
import { removeTrackings } from "~/features/public-api/tracking-service/remove-trackings.server";
import type { TrackingChange } from "~/tracking-api/server/service";

const batchId = randomUUID();

const it = base
  .extend("accountId", async ({ services }) => (await addApiAccount(services)).id)

  /** Two parcels with their ledger rows, the one with the lower id first. */
  .extend("parcels", ({ services, accountId }) => async (state: "waiting" | "sending"): Promise<[Parcel, Parcel]> => {
    const { db, clock } = services;
    const made: Parcel[] = [];
    for (const number of ["9400110200881234567001", "9400110200881234567002"]) {
      const id = await addShipment(services, accountId, { number, columns: { registrationState: state } });
      const now = clock.now();
      const entry = {
        accountId,
        shipmentId: id,
        courierCode: "usps",
        numberKey: number,
        intentAt: now,
        notBefore: now,
      };
      const { id: registrationId } = await db.prisma.registration.create({ data: { ...entry, state, batchId } });
      made.push({ id, number, registrationId });
    }
    const [low, high] = made.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    if (!low || !high) throw new Error("Two parcels were made");
    return [low, high];
  })
  .extend("registered", ({ services }) => ({ registrationId }: Parcel): Settlement => ({
    registrationId,
    state: "registered",
    outcome: "registered",
    spent: 1,
    reason: null,
    code: null,
    detail: null,
    providerId: null,
    notBefore: services.clock.now(),
    nextRefreshAt: null,
  }))
  .extend(
    "settled",
    ({ services }) =>
      (settlements: Settlement[]) =>
        services.db.transaction((tx) => settle(tx, batchId, settlements, services.clock.now())),
  )
  .extend("waiting", ({ services }) => async (): Promise<number> => {
    const [row] = await services.db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.count ?? 0;
  })

  /**
   * Starts each piece of work once the one before waits for the parcel that is held meanwhile, then
   * lets it go. PostgreSQL ends one of two that wait for each other, which fails here.
   */
  .extend(
    "meetAt",
    ({ services, waiting }) =>
      async ({ id }: Parcel, work: readonly (() => Promise<unknown>)[]): Promise<void> => {
        const holder = await services.db.pool.connect();
        const running: Promise<unknown>[] = [];
        try {
          await holder.query("BEGIN");
          await holder.query("SELECT FROM shipment WHERE id = $1 FOR UPDATE", [id]);
          for (const begin of work) {
            running.push(begin());
            while ((await waiting()) < running.length) await pause(5);
          }
          await holder.query("COMMIT");
          await Promise.all(running);
        } finally {
          holder.release();
        }
      },
  );

interface Parcel {
  id: string;
  number: string;
  registrationId: string;
}

const pair = ({ number }: Parcel) => ({ number, carrierCode: "usps" });
const titled = (parcel: Parcel): TrackingChange => ({
  ...pair(parcel),
  title: "A cup",
  logisticsChannel: null,
  destinationCode: null,
  archived: null,
  orderId: null,
  customerName: null,
  customerEmail: null,
  customerPhone: null,
  status: null,
});

it("deletes a tracking while its registration is settled", async ({
  services,
  accountId,
  parcels,
  registered,
  settled,
  meetAt,
}) => {
  const [parcel] = await parcels("sending");
  await meetAt(parcel, [
    () => removeTrackings(services, accountId, [pair(parcel)]),
    () => settled([registered(parcel)]),
  ]);
  expect(await services.db.prisma.shipment.count({ where: { id: parcel.id } })).toBe(0);
});

it("changes trackings while their batch is settled in another order", async ({
  services,
  accountId,
  parcels,
  registered,
  settled,
  meetAt,
}) => {
  const [low, high] = await parcels("sending");
  await meetAt(low, [
    () => changeTrackings(services, accountId, [titled(low), titled(high)]),
    () => settled([registered(high), registered(low)]),
  ]);
  const rows = await services.db.prisma.shipment.findMany({ where: { accountId } });
  expect(rows.map(({ title, registrationState }) => [title, registrationState])).toEqual([
    ["A cup", "registered"],
    ["A cup", "registered"],
  ]);
});

it("changes trackings while they are taken for sending in another order", async ({
  services,
  accountId,
  parcels,
  meetAt,
}) => {
  const [low, high] = await parcels("waiting");
  await services.db.query("UPDATE registration SET intent_at = intent_at - interval '1 hour' WHERE id = $1", [
    high.registrationId,
  ]);
  const take = { id: randomUUID(), limit: 40, now: services.clock.now() };
  await meetAt(low, [
    () => changeTrackings(services, accountId, [titled(low), titled(high)]),
    () => services.db.transaction((tx) => takeForSending(tx, accountId, take)),
  ]);
  const rows = await services.db.prisma.shipment.findMany({ where: { accountId } });
  expect(rows.map(({ title, registrationState }) => [title, registrationState])).toEqual([
    ["A cup", "sending"],
    ["A cup", "sending"],
  ]);
});
