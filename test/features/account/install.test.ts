import { describe, expect } from "vitest";
import { Session } from "@shopify/shopify-api";
import { addConnection, addShop } from "#test/factories/accounts";
import { parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment, receiveWebhooks } from "#test/factories/webhooks";
import { it as base } from "#test/support/it";
import { noAdmin } from "#test/support/services";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { recordInstall } from "~/features/account/install.server";
import { findInstalledShop } from "~/features/account/shop-accounts.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";

const it = base
  .extend("account", ({ services }) => addShop(services))
  .extend(
    "uninstalled",
    ({ services, account }) =>
      (triggeredAt: Date) =>
        receiveWebhooks(services, account, [{ topic: "app/uninstalled", payload: {}, triggeredAt }]),
  )
  .extend(
    "isInstalled",
    ({ services, account }) =>
      async () =>
        (await findInstalledShop(services.db, account.shop)) !== null,
  );

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));

describe("an install", () => {
  it("makes the account once, with what the shop says of itself", async ({ services }) => {
    const answer = { shop: { name: "Mugs & Co", email: "owner@mugs.example", ianaTimezone: "Europe/Berlin" } };
    const adminFor = () => ({ query: async () => ({ kind: "ok" as const, data: answer }) });
    const install = { shop: "mugs.myshopify.com", scopes: "read_orders" };
    const made = await recordInstall({ ...services, adminFor }, install);
    expect(made).toMatchObject({ name: "Mugs & Co", timeZone: "Europe/Berlin", settings: { sendCustomerName: false } });
    expect(await recordInstall({ ...services, adminFor }, install)).toMatchObject({ id: made.id });
    const row = await services.db.prisma.account.findUniqueOrThrow({ where: { id: made.id } });
    expect(services.vault.decrypt(row.emailEnc ?? new Uint8Array())).toBe("owner@mugs.example");
  });

  it("does not wait for Shopify to answer", async ({ services }) => {
    const made = await recordInstall(
      { ...services, adminFor: () => noAdmin },
      { shop: "quiet.myshopify.com", scopes: "" },
    );
    expect(made).toMatchObject({ name: "quiet.myshopify.com", timeZone: "UTC" });
  });

  it("brings a shop that had left back to its own data", async ({ services, account, uninstalled, isInstalled }) => {
    await uninstalled(at(1));
    expect(await isInstalled()).toBe(false);
    expect(await recordInstall(services, { shop: account.shop, scopes: "read_orders" })).toMatchObject({
      id: account.id,
    });
    expect(await isInstalled()).toBe(true);
  });
});

describe("an uninstall", () => {
  it("stops all work at once: no session, no key, no call, and nothing new is taken", async ({
    services,
    provider,
    account,
    uninstalled,
  }) => {
    const connection = await addConnection(services, account.id, { baseUrl: provider.baseUrl });
    await services.sessions.storeSession(
      new Session({ id: `offline_${account.shop}`, shop: account.shop, state: "", isOnline: false, accessToken: "t" }),
    );
    const key = await createApiKey(services, { accountId: account.id, name: "own", ratePerSecond: null });
    await receiveFulfillment(services, account, fulfillmentSample({ tracking_numbers: parcelNumbers(2) }));
    await uninstalled(at(1));

    await workConnection(services, connection.id);
    expect(provider.calls).toEqual([]);
    expect(await connectionsWithDueWork(services.db, at(60))).not.toContain(connection.id);
    expect(await services.sessions.findSessionsByShop(account.shop)).toEqual([]);
    expect(await createTrackingService(services).authenticate(key)).toBe("revoked");
    await receiveFulfillment(services, account, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    expect(await services.db.prisma.shipment.count({ where: { accountId: account.id } })).toBe(2);
  });

  it("that comes late, or again, does not end the installation after it", async ({
    services,
    account,
    uninstalled,
    isInstalled,
  }) => {
    await uninstalled(at(1));
    services.systemClock.moveTo(at(5));
    await recordInstall(services, { shop: account.shop, scopes: "" });
    await uninstalled(at(1));
    await uninstalled(at(4));
    expect(await isInstalled()).toBe(true);
    await uninstalled(at(6));
    expect(await isInstalled()).toBe(false);
  });

  it("that we first hear of after the shop has come back does not end the installation either", async ({
    services,
    account,
    uninstalled,
    isInstalled,
  }) => {
    services.systemClock.moveTo(at(5));
    await recordInstall(services, { shop: account.shop, scopes: "" });
    await uninstalled(at(4));
    expect(await isInstalled()).toBe(true);
  });

  it("keeps what waited to be sent, and the keys, for the day the shop comes back", async ({
    services,
    provider,
    account,
    uninstalled,
  }) => {
    const connection = await addConnection(services, account.id, { baseUrl: provider.baseUrl });
    const key = await createApiKey(services, { accountId: account.id, name: "own", ratePerSecond: null });
    const [number = ""] = parcelNumbers(1);
    await receiveFulfillment(services, account, fulfillmentSample({ tracking_numbers: [number] }));
    await uninstalled(at(6));
    await workConnection(services, connection.id);
    expect(provider.calls.flatMap((call) => call.items)).not.toContainEqual(
      expect.objectContaining({ tracking_number: number }),
    );
    const shipment = () =>
      services.db.prisma.shipment.findFirstOrThrow({
        where: { accountId: account.id },
        include: { registration: true },
      });
    expect(await shipment()).toMatchObject({
      registrationState: "waiting",
      registration: { state: "waiting", submissions: 0, reason: null },
    });

    services.systemClock.moveTo(at(7));
    await recordInstall(services, { shop: account.shop, scopes: "" });
    await workConnection(services, connection.id);
    expect(provider.calls.flatMap((call) => call.items)).toContainEqual(
      expect.objectContaining({ tracking_number: number }),
    );
    expect(await shipment()).toMatchObject({
      registrationState: "registered",
      registration: { state: "registered", submissions: 1 },
    });
    expect(await createTrackingService(services).authenticate(key)).toMatchObject({ accountId: account.id });
  });

  it("lets a shop that comes back go on where it was", async ({ services, provider, account, uninstalled }) => {
    await receiveFulfillment(services, account, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    await services.db.query(
      "UPDATE shipment SET registration_state = 'registered', next_refresh_at = $2 WHERE account_id = $1",
      [account.id, at(10)],
    );
    await uninstalled(at(6));
    services.systemClock.moveTo(at(7));
    await recordInstall(services, { shop: account.shop, scopes: "" });
    const connection = await addConnection(services, account.id, { baseUrl: provider.baseUrl });
    expect(await connectionsWithDueWork(services.db, at(11))).toContain(connection.id);
  });
});

it("keeps the scopes Shopify tells", async ({ services, account }) => {
  await receiveWebhooks(services, account, [
    {
      topic: "app/scopes_update",
      payload: { id: 1, previous: ["read_orders"], current: ["read_orders", "read_fulfillments"] },
    },
  ]);
  expect(await services.db.prisma.account.findUniqueOrThrow({ where: { id: account.id } })).toMatchObject({
    scopes: "read_orders,read_fulfillments",
  });
});
