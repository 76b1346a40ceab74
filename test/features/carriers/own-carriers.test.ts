import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { addShipment } from "#test/features/merchant/shipments/add-shipments";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { storeListing } from "~/features/carriers/carriers.queries.server";
import { dueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { readListing } from "~/domain/carriers/listing";
import { saveRule } from "~/features/carriers/courier-rules.server";
import { saveOwnCarrier } from "~/features/carriers/own-carriers.server";
import { placeWaitingShipments } from "~/features/provider-sync/registration/place-waiting.server";
import { chooseCarrier } from "~/features/merchant/shipments/choose-carrier.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";
import { listShipments } from "~/features/merchant/shipments/list.server";
import { firstQuery } from "~/features/merchant/shipments/shipment-filters";
import { findOrderForCustomer } from "~/features/shopper/look-up/find.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";

const SOURCE = "http://127.0.0.1:9/v2";
const VAN = { code: "own-city-van", name: "City Van", trackingUrl: "https://van.example/t/{number}" };

let database: TestDatabase;
let services: TestServices;
let shop: TestAccount;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  shop = await addShop(services);
  await addConnection(services, shop.id, { baseUrl: SOURCE });
  await services.db.prisma.ownCarrier.create({ data: { accountId: shop.id, ...VAN } });
});

const fulfil = async (changes: Record<string, unknown>, topic?: string) => {
  const payload = fulfillmentSample(changes);
  await receiveFulfillment(services, shop, payload, topic);
  return payload;
};
const onlyShipment = () =>
  services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: shop.id }, include: { registration: true } });
const listed = (name: string, code: string) =>
  services.db.transaction((tx) => {
    const reported = { code, name, type: "express", homepage: `https://${code}.example`, phone: null, picture: null };
    const listing = { source: SOURCE, couriers: readListing([reported]), names: new Map() };
    return storeListing(tx, listing, services.clock.now());
  });

describe("a parcel with a carrier of the merchant's own", () => {
  it("gets it from the company on the fulfillment, and is never sent to a provider", async () => {
    await fulfil({ tracking_company: "city van", tracking_numbers: ["CV-000123"] });
    const shipment = await onlyShipment();
    expect(shipment).toMatchObject({ courierCode: VAN.code, courierSource: "company", registrationState: "none" });
    expect(await dueWork(services.db, shop.id, services.clock.now())).toMatchObject({ waiting: false, unknown: false });
  });

  it("is named and linked in the admin, in the list and for the shopper", async () => {
    const { order_id: shopifyOrderId } = await fulfil({
      tracking_company: "City Van",
      tracking_numbers: ["CV 000124"],
    });
    const { id } = await onlyShipment();
    const link = "https://van.example/t/CV000124";
    expect((await shipmentDetails(services, shop.id, id))?.courier).toMatchObject({
      name: "City Van",
      isOwn: true,
      trackingLink: link,
    });
    const page = await listShipments(services, shop.id, firstQuery);
    expect(page.rows.map((row) => row.courierName)).toEqual(["City Van"]);
    expect(page.couriers).toEqual([{ code: VAN.code, name: "City Van" }]);
    const customerGid = "gid://shopify/Customer/1";
    await services.db.prisma.order.updateMany({ where: { accountId: shop.id }, data: { customerGid } });
    const asked = { shopDomain: shop.shop, shopifyOrderId, customerGid, language: "en" };
    const finding = await findOrderForCustomer(services, asked);
    expect(finding.kind === "found" && finding.answer.parcels[0]).toMatchObject({
      status: "shipped",
      carrier: { name: "City Van", url: link, phone: null },
    });
  });

  it("keeps its name after the merchant removed the carrier, which takes no new parcels", async () => {
    await fulfil({ tracking_company: "City Van", tracking_numbers: ["CV-000125"] });
    await services.db.prisma.ownCarrier.updateMany({ where: { accountId: shop.id }, data: { removedAt: new Date() } });
    const { id } = await onlyShipment();
    expect((await shipmentDetails(services, shop.id, id))?.courier.name).toBe("City Van");
    expect(await chooseCarrier(services, shop.id, id, VAN.code)).toEqual({ kind: "unknown-carrier" });
    await services.db.prisma.shipment.deleteMany({ where: { accountId: shop.id } });
    await fulfil({ tracking_company: "City Van", tracking_numbers: ["CV-000126"] });
    expect(await onlyShipment()).toMatchObject({ courierCode: "" });
  });

  it("may be chosen by the merchant, and chosen away again", async () => {
    await fulfil({ tracking_company: "Nobody Knows", tracking_numbers: ["QQ-77-1"] });
    const { id } = await onlyShipment();
    expect(await chooseCarrier(services, shop.id, id, VAN.code)).toEqual({ kind: "chosen" });
    expect(await onlyShipment()).toMatchObject({ courierCode: VAN.code, registrationState: "none" });
    expect(await chooseCarrier(services, shop.id, id, "usps")).toEqual({ kind: "chosen" });
    expect(await onlyShipment()).toMatchObject({ courierCode: "usps", registration: { state: "waiting" } });
  });

  it("leaves the queue of the provider when Shopify corrects the company before anything was sent", async () => {
    const first = await fulfil({ tracking_company: "USPS", tracking_numbers: ["CV-000127"] });
    expect(await onlyShipment()).toMatchObject({ courierCode: "usps", registration: { state: "waiting" } });
    const corrected = { ...first, tracking_company: "City Van", updated_at: "2026-11-20T07:00:00-05:00" };
    await receiveFulfillment(services, shop, corrected, "fulfillments/update");
    expect(await onlyShipment()).toMatchObject({ courierCode: VAN.code, registrationState: "none" });
    expect(await dueWork(services.db, shop.id, services.clock.now())).toMatchObject({ waiting: false });
  });

  it("is another shop's to no extent", async () => {
    const other = await addShop(services);
    await receiveFulfillment(
      services,
      other,
      fulfillmentSample({ tracking_company: "City Van", tracking_number: "CV-1-22" }),
    );
    const theirs = await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: other.id } });
    expect(theirs.courierCode).toBe("");
    expect(await chooseCarrier(services, other.id, theirs.id, VAN.code)).toEqual({ kind: "unknown-carrier" });
  });
});

describe("parcels that wait for a carrier", () => {
  const place = async () => {
    const asked = services.recorded.sent.filter(
      ({ name, payload }) => name === "place-parcels" && "accountId" in payload && payload.accountId === shop.id,
    );
    expect(asked).not.toEqual([]);
    await placeWaitingShipments(services, shop.id);
  };
  const numbered = (number: string) =>
    services.db.prisma.shipment.findMany({
      where: { accountId: shop.id, number },
      include: { registration: true },
      orderBy: { courierCode: "asc" },
    });

  it("get it from a new rule or a new own carrier, once, and the others go on waiting", async () => {
    await fulfil({ tracking_company: "Blue Fox", tracking_numbers: ["BF-0001-X"] });
    await fulfil({ tracking_company: "Red Hen", tracking_numbers: ["RH-0001-X"] });
    await fulfil({ tracking_company: "Grey Owl", tracking_numbers: ["GO-0001-X"] });
    const blueFox = { company: "blue fox", countryCode: "", numberPrefix: "", courierCode: "dhl" };
    await saveRule(services, shop.id, null, blueFox);
    await saveOwnCarrier(services, shop.id, { code: null, name: "Red Hen", link: "" });
    await place();
    await place();
    expect(await numbered("BF-0001-X")).toMatchObject([
      { courierCode: "dhl", courierSource: "rule", registrationState: "waiting", registration: { state: "waiting" } },
    ]);
    expect(await numbered("RH-0001-X")).toMatchObject([{ courierCode: "own-red-hen", registrationState: "none" }]);
    expect(await numbered("GO-0001-X")).toMatchObject([{ courierCode: "", registration: null }]);
  });

  it("never become a second parcel of the same carrier", async () => {
    await fulfil({ tracking_company: "Blue Fox", tracking_numbers: ["BF-0002-X"] });
    await addShipment(services, shop.id, { number: "BF-0002-X", columns: { courierCode: "dhl" } });
    await saveRule(services, shop.id, null, { company: "", countryCode: "", numberPrefix: "BF", courierCode: "dhl" });
    await place();
    expect((await numbered("BF-0002-X")).map(({ courierCode }) => courierCode)).toEqual(["", "dhl"]);
  });
});

describe("a courier that only the provider's list has", () => {
  it("is found by the company on the fulfillment, named everywhere, and sent to the provider", async () => {
    await listed("Brand New Parcel", "brand-new");
    await fulfil({ tracking_company: "brand new parcel", tracking_numbers: ["BN000123"] });
    const shipment = await onlyShipment();
    expect(shipment).toMatchObject({ courierCode: "brand-new", registration: { state: "waiting" } });
    expect((await listShipments(services, shop.id, firstQuery)).rows[0]?.courierName).toBe("Brand New Parcel");
    expect((await shipmentDetails(services, shop.id, shipment.id))?.courier.trackingLink).toBe(
      "https://brand-new.example",
    );
  });

  it("is served by the API and taken by it, and a carrier of the merchant's own is not", async () => {
    await listed("Brand New Parcel", "brand-new");
    const served = createTrackingService(services);
    const caller = { accountId: shop.id, keyId: "key" };
    const carriers = await served.carriers(caller, "en");
    expect(carriers.find(({ code }) => code === "brand-new")).toMatchObject({ name: "Brand New Parcel" });
    expect(carriers.some(({ code }) => code === VAN.code)).toBe(false);
    expect(carriers.length).toBeGreaterThan(600);
    const [made, unknown, own] = await served.create(caller, [
      { ...createSample(), number: "BN000124", carrierCode: "brand-new" },
      { ...createSample(), number: "BN000125", carrierCode: "nobody-lists-this" },
      { ...createSample(), number: "BN000126", carrierCode: VAN.code },
    ]);
    expect(made).toMatchObject({ kind: "created", carrierCode: "brand-new" });
    expect([unknown, own]).toEqual(Array(2).fill({ kind: "refused", code: 4015 }));
    const record = await served.get(caller, "brand-new", "BN000124", null);
    expect(record?.origin.weblink).toBe("https://brand-new.example");
  });
});
