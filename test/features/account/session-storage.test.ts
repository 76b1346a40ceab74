import { Session } from "@shopify/shopify-api";
import { expect } from "vitest";
import { it } from "#test/support/it";

const offline = (shop: string) =>
  new Session({
    id: `offline_${shop}`,
    shop,
    state: "state",
    isOnline: false,
    scope: "read_orders,read_fulfillments",
    expires: new Date("2026-11-20T13:00:00.123Z"),
    accessToken: "shpat_access-token-of-the-shop",
    refreshToken: "shprt_refresh-token-of-the-shop",
    refreshTokenExpires: new Date("2027-02-18T12:00:00Z"),
  });

const online = (shop: string) =>
  new Session({
    id: `${shop}_7`,
    shop,
    state: "",
    isOnline: true,
    accessToken: "shpat_online-token",
    onlineAccessInfo: {
      expires_in: 86_400,
      associated_user_scope: "read_orders",
      associated_user: {
        id: 7,
        first_name: "Grace",
        last_name: "Brewster",
        email: "grace.brewster@example.com",
        email_verified: true,
        account_owner: true,
        locale: "en",
        collaborator: false,
      },
    },
  });

it.for([offline("a.myshopify.com"), online("a.myshopify.com")])(
  "gives back the session it was given: $id",
  async (session, { services }) => {
    expect(await services.sessions.storeSession(session)).toBe(true);
    const loaded = await services.sessions.loadSession(session.id);
    expect(loaded?.toObject()).toEqual(session.toObject());
    expect(loaded?.equals(session)).toBe(true);
  },
);

it("keeps tokens and staff unreadable in the row", async ({ services }) => {
  const sessions = [offline("b.myshopify.com"), online("b.myshopify.com")];
  for (const session of sessions) await services.sessions.storeSession(session);
  const rows = await services.db.query<Record<string, unknown>>("SELECT * FROM session WHERE shop = 'b.myshopify.com'");
  expect(rows).toHaveLength(2);
  const text = rows
    .flatMap((row) => Object.values(row))
    .map((value) => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value)))
    .join("\n");
  for (const secret of ["access-token", "refresh-token", "online-token", "Grace", "Brewster", "grace.brewster"])
    expect(text).not.toContain(secret);
});

it("replaces, finds by shop and deletes", async ({ services }) => {
  const shop = "c.myshopify.com";
  await services.sessions.storeSession(offline(shop));
  const changed = offline(shop);
  changed.accessToken = "shpat_another";
  await services.sessions.storeSession(changed);
  await services.sessions.storeSession(online(shop));
  const found = await services.sessions.findSessionsByShop(shop);
  expect(found.map((session) => session.accessToken).sort()).toEqual(["shpat_another", "shpat_online-token"]);
  expect(await services.sessions.deleteSession(`offline_${shop}`)).toBe(true);
  expect(await services.sessions.loadSession(`offline_${shop}`)).toBeUndefined();
  expect(await services.sessions.deleteSessions([`${shop}_7`, "nobody"])).toBe(true);
  expect(await services.sessions.findSessionsByShop(shop)).toEqual([]);
});
