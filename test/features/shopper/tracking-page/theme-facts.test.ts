import { Liquid } from "liquidjs";
import { describe, expect } from "vitest";
import { liquidMetafields } from "#test/sandbox/shopify/metafields";
import { it as base, kept } from "#test/support/it";
import { startShopToRead } from "#test/support/shop-to-read";
import { accountsWithDueThemeFacts, themeFactsState } from "~/features/account/theme-facts.queries.server";
import { defaultTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import { recordInstall } from "~/features/account/install.server";
import { findInstalledShop } from "~/features/account/shop-accounts.queries.server";
import { saveTrackingPage } from "~/features/shopper/tracking-page/save.server";
import { publishThemeFacts } from "~/features/shopper/tracking-page/theme-facts.server";

const it = base
  .extend("shop", async ({ database }, { onCleanup }) => kept(await startShopToRead(database.url), onCleanup))
  .extend(
    "save",
    ({ shop }) =>
      (changes: Partial<TrackingPageSettings>) =>
        saveTrackingPage(shop.services, shop.account.id, { ...defaultTrackingPage, ...changes }),
  )
  .extend(
    "publish",
    ({ shop }) =>
      (services = shop.services) =>
        publishThemeFacts(services, shop.account.id),
  )
  .extend(
    "due",
    ({ shop }) =>
      () =>
        accountsWithDueThemeFacts(shop.services.db, shop.services.clock.now()),
  )
  .extend(
    "state",
    ({ shop }) =>
      () =>
        themeFactsState(shop.services.db, shop.account.id),
  )

  /** What a block of the theme reads. */
  .extend("inTheme", ({ shop }) => async () => {
    const app = { metafields: liquidMetafields(shop.sandbox.metafields) };
    const text = "{{ app.metafields.homeward.tracking_page.value | json }}";
    return JSON.parse(String(await new Liquid().parseAndRender(text, { app })) || "null") as unknown;
  });

it.afterEach(async ({ shop }) => {
  await shop.services.db.prisma.account.deleteMany();
});

describe("the theme", () => {
  it("is told what was saved, and of what is hidden only that it is none of its business", async ({
    shop,
    save,
    publish,
    due,
    state,
    inTheme,
  }) => {
    expect(await inTheme()).toBeNull();
    const changes = {
      lookUpBy: ["email" as const, "number" as const],
      heading: "Where is it?",
      intro: "{{ 1 }} <b>",
      contactUrl: "/pages/contact",
      accentColour: "#0a7d33",
      hiddenWords: [{ word: "Yanwen", replacement: "" }],
    };
    expect(await save(changes)).toEqual({ kind: "saved" });
    expect(shop.services.recorded.sent).toEqual([
      { name: "publish-theme-facts", payload: { accountId: shop.account.id } },
    ]);
    expect(await due()).toEqual([shop.account.id]);
    expect(await publish()).toEqual({ kind: "written" });
    expect(await inTheme()).toEqual({
      look_up_by: ["email", "number"],
      heading: "Where is it?",
      intro: "{{ 1 }} <b>",
      contact_url: "/pages/contact",
      accent: "#0a7d33",
    });
    expect(await due()).toEqual([]);
    expect(await publish()).toEqual({ kind: "nothing-due" });
    expect(await state()).toEqual({ isDue: false, trouble: null });
  });

  it("ends with the latest words, however many jobs of however many processes tell it", async ({
    shop,
    save,
    publish,
    inTheme,
  }) => {
    const other = await shop.anotherProcess();
    for (let round = 0; round < 4; round += 1) {
      await save({ heading: `Words ${String(round)}` });
      shop.services.clock.advance({ seconds: 1 });
      await Promise.all([publish(), save({ heading: `Later ${String(round)}` }), publish(other)]);
      shop.services.clock.advance({ seconds: 1 });
      await publish();
      expect(await inTheme()).toMatchObject({ heading: `Later ${String(round)}` });
    }
  });

  it("is told once the shop is installed, and again when it comes back", async ({ shop, due }) => {
    const install = { shop: "new.myshopify.com", scopes: "" };
    const { id } = await recordInstall(shop.services, install);
    expect(await due()).toContain(id);
    await shop.services.db.query("UPDATE account SET theme_facts_due_at = NULL, uninstalled_at = now() WHERE id = $1", [
      id,
    ]);
    await recordInstall(shop.services, install);
    expect(await due()).toContain(id);
  });

  it("is left alone once the app is uninstalled", async ({ shop, save, publish, due, inTheme }) => {
    await save({ heading: "Too late" });
    await shop.services.db.query("UPDATE account SET uninstalled_at = now() WHERE id = $1", [shop.account.id]);
    expect(await due()).toEqual([]);
    expect(await publish()).toEqual({ kind: "nothing-due" });
    expect(await inTheme()).toBeNull();
  });
});

describe("where Shopify does not take it", () => {
  it.for(["throttled", "http500", "half-json", "refused", "too-many-requests", "frozen"])(
    "%s passes: it is tried again later",
    async (mode, { shop, save, publish, due, state, inTheme }) => {
      await save({ heading: "At last" });
      await shop.fault({ mode });
      expect(await publish()).toMatchObject({ kind: "waits" });
      expect(await due()).toEqual([]);
      expect(await state()).toMatchObject({ isDue: true });
      shop.services.clock.advance({ hours: 7 });
      expect(await due()).toEqual([shop.account.id]);
      expect(await publish()).toEqual({ kind: "written" });
      expect(await inTheme()).toMatchObject({ heading: "At last" });
    },
  );

  it("fails half-way: the answer to the second call is lost, and telling again does no harm", async ({
    shop,
    save,
    publish,
  }) => {
    await save({ heading: "Twice" });
    await shop.fault({ mode: "half-json", after: 1 });
    expect(await publish()).toEqual({ kind: "waits", trouble: "unreadable" });
    shop.services.clock.advance({ hours: 1 });
    expect(await publish()).toEqual({ kind: "written" });
    expect(shop.sandbox.metafields.size).toBe(1);
  });

  it("is given up where only opening the app helps, and taken up when the merchant does", async ({
    shop,
    save,
    publish,
    due,
    state,
  }) => {
    await save({ heading: "Back" });
    await shop.fault({ mode: "unauthorized" });
    expect(await publish()).toEqual({ kind: "given-up", trouble: "unauthorized" });
    expect(await state()).toEqual({ isDue: false, trouble: "unauthorized" });
    shop.services.clock.advance({ hours: 100 });
    expect(await due()).toEqual([]);
    await recordInstall(shop.services, { shop: shop.account.shop, scopes: "" });
    expect(await publish()).toEqual({ kind: "written" });
  });

  it("is given up where Shopify will not store it, until the next save", async ({ shop, save, publish, inTheme }) => {
    await save({ heading: "No" });
    await shop.fault({ mode: "metafields-refused", after: 1 });
    expect(await publish()).toEqual({ kind: "given-up", trouble: "not-accepted" });
    expect(await inTheme()).toBeNull();
    await save({ heading: "Yes" });
    expect(await publish()).toEqual({ kind: "written" });
  });
});

describe("what may be saved", () => {
  it("nothing of a form with faults, and each fault is named", async ({ shop, save, due }) => {
    const bad = await save({
      lookUpBy: [],
      heading: "x".repeat(121),
      contactUrl: "javascript:alert(1)",
      accentColour: "red",
      hiddenPlaces: [
        { word: "Shenzhen", replacement: "our place in China" },
        { word: "China", replacement: "" },
        { word: "...", replacement: "" },
      ],
      hiddenWords: Array.from({ length: 201 }, (_, index) => ({ word: `word ${String(index)}`, replacement: "" })),
    });
    expect(bad).toEqual({
      kind: "bad",
      faults: [
        { field: "lookUpBy", fault: "none-chosen" },
        { field: "heading", fault: "too-long" },
        { field: "contactUrl", fault: "not-an-address" },
        { field: "accentColour", fault: "not-a-colour" },
        { field: "hiddenPlaces", index: 0, fault: "brings-back" },
        { field: "hiddenPlaces", index: 2, fault: "no-letters" },
        { field: "hiddenWords", fault: "too-many" },
      ],
    });
    expect(await due()).toEqual([]);
    expect((await findInstalledShop(shop.services.db, shop.account.shop))?.settings.trackingPage).toEqual(
      defaultTrackingPage,
    );
  });
});
