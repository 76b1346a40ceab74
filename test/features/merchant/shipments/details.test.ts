import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { addConnection, addShop } from "#test/factories/accounts";
import { itWithNewServices } from "#test/support/it";
import { archiveShipment, followShipment } from "~/features/merchant/shipments/archive.server";
import { chooseCarrier } from "~/features/merchant/shipments/choose-carrier.server";
import { searchCarriers } from "~/features/merchant/shipments/carrier-options.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";
import { requestShipmentRefresh } from "~/features/merchant/shipments/request-refresh.server";
import { addShipment, daysAgo } from "./add-shipments";

const it = itWithNewServices
  .extend("accountId", async ({ services }) => (await addShop(services)).id)
  .extend(
    "connectionId",
    { auto: true },
    async ({ services, accountId }) =>
      (await addConnection(services, accountId, { baseUrl: "http://provider.example/v2" })).id,
  )
  .extend(
    "row",
    ({ services }) =>
      (id: string) =>
        services.db.prisma.shipment.findUniqueOrThrow({ where: { id }, include: { registration: true } }),
  )
  .extend(
    "unplaced",
    ({ services, accountId }) =>
      (changes = {}) =>
        addShipment(services, accountId, {
          columns: { courierCode: "", courierSource: "none", status: "pending", registrationState: "none", ...changes },
        }),
  );

describe("one shipment", () => {
  it("tells the story of both legs, newest first, in the carriers' own times", async ({ services, accountId }) => {
    const shipmentId = await addShipment(services, accountId, {
      columns: {
        courierCode: "china-post",
        originCountry: "CN",
        destinationCode: "DE",
        destinationInfo: { courierCode: "dhl", country: "DE", website: null, phone: null },
        statusRule: "provider-status",
        statusIdentity: "arrived",
      },
    });
    const reported = [
      { leg: "origin", identity: "left", eventLocal: "2026-11-18T20:00:00", offsetMinutes: 480, text: "Left China" },
      {
        leg: "destination",
        identity: "arrived",
        eventLocal: "2026-11-19T07:00:00",
        offsetMinutes: 60,
        text: "Arrived",
      },
    ] as const;
    const firstSeenAt = services.clock.now();
    await services.db.prisma.checkpoint.createMany({
      data: reported.map((event) => ({ ...event, accountId, shipmentId, firstSeenAt })),
    });
    const details = await shipmentDetails(services, accountId, shipmentId);
    expect(details?.timeline.map(({ text, local }) => [text, local])).toEqual([
      ["Arrived", "2026-11-19T07:00:00"],
      ["Left China", "2026-11-18T20:00:00"],
    ]);
    expect(details?.legs).toMatchObject({
      origin: { country: "China", courierName: "China Post" },
      destination: { country: "Germany", courierName: "DHL" },
    });
    expect(details?.whyCheckpoint?.text).toBe("Arrived");
    expect(details?.courier.reason).toMatchObject({ by: "company", company: "USPS" });
  });

  it("opens the customer's name and the parcels beside it, of the same order only", async ({ services, accountId }) => {
    const order = await services.db.prisma.order.create({
      data: {
        accountId,
        shopifyOrderId: "5500000000001",
        name: "#1001",
        nameKey: "1001",
        contactEnc: new Uint8Array(services.vault.encryptJson({ name: "Ana Buyer", email: "ana@example.com" })),
      },
    });
    const id = await addShipment(services, accountId, { columns: { orderId: order.id } });
    const beside = await addShipment(services, accountId, { columns: { orderId: order.id } });
    await addShipment(services, accountId);
    const details = await shipmentDetails(services, accountId, id);
    expect(details?.customer).toEqual({ name: "Ana Buyer", note: null });
    expect(JSON.stringify(details)).not.toContain("ana@example.com");
    expect(details?.otherParcels.map((parcel) => parcel.id)).toEqual([beside]);
  });

  it("says since when a parcel has been silent, and not of one that has arrived", async ({ services, accountId }) => {
    const lastEventAt = daysAgo(services, 9);
    const silent = await addShipment(services, accountId, { columns: { lastEventAt } });
    const arrived = await addShipment(services, accountId, { columns: { lastEventAt, status: "delivered" } });
    expect((await shipmentDetails(services, accountId, silent))?.silentSince).toEqual(lastEventAt);
    expect((await shipmentDetails(services, accountId, arrived))?.silentSince).toBeNull();
  });

  it("is not there for another account, nor under an address that is none", async ({ services, accountId }) => {
    const other = await addShop(services);
    const id = await addShipment(services, other.id);
    for (const asked of [id, randomUUID(), "1", "' OR true --"]) {
      expect(await shipmentDetails(services, accountId, asked)).toBeNull();
    }
  });
});

describe("choosing a carrier", () => {
  it("registers the parcel from then on, with the merchant as reason", async ({
    services,
    accountId,
    connectionId,
    row,
    unplaced,
  }) => {
    const id = await unplaced({ courierCandidates: [{ courierCode: "usps", certainty: "pattern" }] });
    expect((await shipmentDetails(services, accountId, id))?.courier).toMatchObject({
      canChoose: true,
      candidates: [{ code: "usps", name: "USPS" }],
    });
    expect(await chooseCarrier(services, accountId, id, "usps")).toEqual({ kind: "chosen" });
    expect(await row(id)).toMatchObject({
      courierCode: "usps",
      courierSource: "merchant",
      registrationState: "waiting",
      registration: { state: "waiting", courierCode: "usps" },
    });
    expect(services.recorded.sent).toEqual([{ name: "work-connection", payload: { connectionId } }]);
  });

  it("lets a number be tried with another carrier after a refusal that cost nothing", async ({
    services,
    accountId,
    row,
    unplaced,
  }) => {
    const id = await unplaced();
    await chooseCarrier(services, accountId, id, "usps");
    await services.db.prisma.registration.update({
      where: { shipmentId: id },
      data: { state: "rejected", reason: "invalid-carrier" },
    });
    await services.db.prisma.shipment.update({ where: { id }, data: { registrationState: "rejected" } });
    expect(await chooseCarrier(services, accountId, id, "ups")).toEqual({ kind: "chosen" });
    expect(await row(id)).toMatchObject({ registration: { state: "waiting", courierCode: "ups", reason: null } });
  });

  it("changes nothing that was sent already, and no text that is no number", async ({
    services,
    accountId,
    unplaced,
  }) => {
    const registered = await addShipment(services, accountId);
    expect(await chooseCarrier(services, accountId, registered, "ups")).toEqual({ kind: "already-registered" });
    const nonsense = await unplaced({ registrationState: "rejected" });
    await services.db.prisma.registration.create({
      data: {
        accountId,
        shipmentId: nonsense,
        courierCode: "",
        numberKey: "?",
        state: "rejected",
        reason: "not-a-number",
        intentAt: services.clock.now(),
        notBefore: services.clock.now(),
      },
    });
    expect(await chooseCarrier(services, accountId, nonsense, "ups")).toEqual({ kind: "not-a-number" });
    expect(services.recorded.sent).toEqual([]);
  });

  it("refuses carriers nobody knows, numbers followed already, and other accounts' parcels", async ({
    services,
    accountId,
    row,
    unplaced,
  }) => {
    const id = await unplaced();
    const { number } = await row(id);
    expect(await chooseCarrier(services, accountId, id, "no-such-carrier")).toEqual({ kind: "unknown-carrier" });
    await addShipment(services, accountId, { number, columns: { courierCode: "ups" } });
    expect(await chooseCarrier(services, accountId, id, "ups")).toEqual({ kind: "already-followed" });
    const other = await addShop(services);
    expect(await chooseCarrier(services, other.id, id, "usps")).toEqual({ kind: "not-found" });
    expect(await row(id)).toMatchObject({ courierCode: "", registrationState: "none", registration: null });
  });

  it("finds carriers by the beginning of their name before those that merely hold it", async ({
    services,
    accountId,
  }) => {
    const found = async (text: string) => (await searchCarriers(services, accountId, text)).carriers;
    expect((await found("usps"))[0]).toEqual({ code: "usps", name: "USPS" });
    expect((await found("china p")).map((carrier) => carrier.code)).toContain("china-post");
    expect(await found("no carrier is called this")).toEqual([]);
  });
});

describe("refresh, archive, stop", () => {
  it("asks the provider soon, once a minute at most", async ({ services, accountId, connectionId, row }) => {
    const id = await addShipment(services, accountId);
    expect(await requestShipmentRefresh(services, accountId, id)).toEqual({ kind: "requested" });
    expect((await row(id)).nextRefreshAt).toEqual(services.clock.now());
    expect(services.recorded.sent).toEqual([{ name: "work-connection", payload: { connectionId } }]);
    const checkedAt = services.clock.now();
    await services.db.prisma.shipment.update({ where: { id }, data: { checkedAt } });
    services.clock.advance({ seconds: 59 });
    expect(await requestShipmentRefresh(services, accountId, id)).toEqual({ kind: "too-soon", checkedAt });
    services.clock.advance({ seconds: 1 });
    expect(await requestShipmentRefresh(services, accountId, id)).toEqual({ kind: "requested" });
  });

  it("has nobody to ask without a provider, or about what is not registered", async ({
    services,
    accountId,
    unplaced,
  }) => {
    const other = await addShop(services);
    const unconnected = await addShipment(services, other.id);
    expect(await requestShipmentRefresh(services, other.id, unconnected)).toEqual({ kind: "not-connected" });
    expect(await requestShipmentRefresh(services, accountId, await unplaced())).toEqual({ kind: "not-registered" });
  });

  it("stops looking at a parcel and begins again at once", async ({ services, accountId, row }) => {
    const id = await addShipment(services, accountId, { columns: { nextRefreshAt: services.clock.now() } });
    await followShipment(services, accountId, id, false);
    expect(await row(id)).toMatchObject({ following: false, nextRefreshAt: null });
    await followShipment(services, accountId, id, true);
    expect(await row(id)).toMatchObject({ following: true, nextRefreshAt: services.clock.now() });
  });

  it("does nothing to other accounts' parcels", async ({ services, accountId, row }) => {
    const other = await addShop(services);
    const id = await addShipment(services, other.id);
    const before = await row(id);
    expect(await archiveShipment(services, accountId, id, true)).toEqual({ kind: "not-found" });
    expect(await followShipment(services, accountId, id, false)).toEqual({ kind: "not-found" });
    expect(await requestShipmentRefresh(services, accountId, id)).toEqual({ kind: "not-found" });
    expect(await row(id)).toEqual(before);
  });
});
