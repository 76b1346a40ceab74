import { expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { it as base } from "#test/support/it";
import { carriersPage } from "~/features/carriers/carriers-page.server";
import { maxRules, moveRule, removeRule, saveRule } from "~/features/carriers/courier-rules.server";
import { removeOwnCarrier, saveOwnCarrier } from "~/features/carriers/own-carriers.server";
import { tryChoice } from "~/features/carriers/try-choice.server";

const it = base
  .extend("shop", ({ services }) => addShop(services))
  .extend(
    "add",
    ({ services, shop }) =>
      (changes: Partial<Parameters<typeof saveRule>[3]>) =>
        saveRule(services, shop.id, null, rule(changes)),
  )
  .extend(
    "page",
    ({ services, shop }) =>
      () =>
        carriersPage(services, shop.id),
  )
  .extend(
    "order",
    ({ page }) =>
      async () =>
        (await page()).rules.map(({ position, numberPrefix }) => [position, numberPrefix]),
  )
  .extend(
    "nth",
    ({ page }) =>
      async (index: number) =>
        (await page()).rules[index]?.id ?? "",
  )
  .extend(
    "attempt",
    ({ services, shop }) =>
      (number: string, company = "", countryCode = "") =>
        tryChoice(services, shop.id, { number, company, countryCode }),
  );

const rule = (changes: Partial<Parameters<typeof saveRule>[3]> = {}) => ({
  company: "",
  countryCode: "",
  numberPrefix: "",
  courierCode: "usps",
  ...changes,
});

it("are asked in their order, which the merchant changes", async ({ services, shop, add, order, nth, attempt }) => {
  await add({ numberPrefix: "AA", courierCode: "ups" });
  await add({ numberPrefix: "AA*9", courierCode: "dhl" });
  expect(await attempt("aa 12349")).toMatchObject({ carrier: "UPS", reason: { by: "rule", position: 1 } });
  await moveRule(services, shop.id, await nth(1), "up");
  expect(await order()).toEqual([
    [1, "AA*9"],
    [2, "AA"],
  ]);
  expect(await attempt("AA12349")).toMatchObject({ carrier: "DHL", reason: { by: "rule", position: 1 } });
  expect(await attempt("AA12348")).toMatchObject({ carrier: "UPS", reason: { by: "rule", position: 2 } });
  await moveRule(services, shop.id, await nth(0), "up");
  await moveRule(services, shop.id, await nth(1), "down");
  expect(await order()).toEqual([
    [1, "AA*9"],
    [2, "AA"],
  ]);
});

it("keep their place and their id when they are changed, and close the gap when one goes", async ({
  services,
  shop,
  add,
  order,
  nth,
}) => {
  for (const numberPrefix of ["A", "B", "C"]) await add({ numberPrefix });
  const [first, second] = [await nth(0), await nth(1)];
  expect(await saveRule(services, shop.id, first, rule({ numberPrefix: "Z" }))).toEqual({ kind: "saved" });
  expect(await nth(0)).toBe(first);
  expect(await removeRule(services, shop.id, second)).toEqual({ kind: "removed" });
  expect(await order()).toEqual([
    [1, "Z"],
    [2, "C"],
  ]);
  expect(await removeRule(services, shop.id, second)).toEqual({ kind: "not-found" });
});

it("need a condition, and take none that could never fit", async ({ add, order }) => {
  const kinds = [];
  for (const changes of [
    {},
    { company: "…" },
    { countryCode: "USAA" },
    { countryCode: "ZZ" },
    { countryCode: "QQ" },
    { numberPrefix: "*" },
    { numberPrefix: "A", courierCode: "nobody" },
    { numberPrefix: "A", courierCode: "" },
  ])
    kinds.push((await add(changes)).kind);
  expect(kinds).toEqual([
    "no-condition",
    "bad-company",
    "bad-country",
    "bad-country",
    "bad-country",
    "bad-pattern",
    "unknown-carrier",
    "unknown-carrier",
  ]);
  expect(await order()).toEqual([]);
});

it("name a country as an order does, however it is written", async ({ services, shop, add, attempt }) => {
  for (const [written, stored] of [
    ["uk", "GB"],
    [" gb ", "GB"],
    ["Deutschland", "DE"],
    ["pn", "PN"],
  ] as const) {
    expect(await add({ countryCode: written })).toEqual({ kind: "saved" });
    const rule = await services.db.prisma.courierRule.findFirstOrThrow({
      where: { accountId: shop.id },
      orderBy: { position: "desc" },
    });
    expect(rule.countryCode).toBe(stored);
  }
  await add({ countryCode: "UK", numberPrefix: "RB", courierCode: "usps" });
  expect(await attempt("RB123456785CN", "", "uk")).toEqual(await attempt("RB123456785CN", "", "GB"));
  expect(await attempt("RB123456785CN", "", "GB")).toMatchObject({ reason: { by: "rule" } });
  expect(await attempt("RB123456785CN", "", "zz")).toEqual({ kind: "bad-country" });
});

it("are one merchant's, at most so many, and all kept when they are written at once", async ({
  services,
  shop,
  add,
  order,
  nth,
}) => {
  await Promise.all(["A", "B", "C", "D"].map((numberPrefix) => add({ numberPrefix })));
  expect((await order()).map(([position]) => position)).toEqual([1, 2, 3, 4]);
  const other = await addShop(services);
  expect(await removeRule(services, other.id, await nth(0))).toEqual({ kind: "not-found" });
  expect(await moveRule(services, other.id, await nth(0), "down")).toEqual({ kind: "not-found" });
  const rows = Array.from({ length: maxRules - 4 }, (_, index) => ({
    accountId: shop.id,
    position: index + 5,
    numberPrefix: "Q",
    courierCode: "usps",
  }));
  await services.db.prisma.courierRule.createMany({ data: rows });
  expect(await add({ numberPrefix: "E" })).toEqual({ kind: "too-many" });
});

it("tell of a number that is none, of one that fits several, and of a company that is known", async ({ attempt }) => {
  expect(await attempt("a")).toEqual({ kind: "not-a-number" });
  expect(await attempt("RB123456785CN", "China Post")).toMatchObject({
    carrier: "China Post",
    reason: { by: "company" },
  });
  expect(await attempt("QQ-77-1", "Nobody Knows")).toMatchObject({ kind: "asks", reason: { by: "nothing-fits" } });
});

it("show the company names nothing is known for, until a rule or an own carrier is", async ({
  services,
  shop,
  add,
  page,
}) => {
  const fulfil = (company: string, number: string) =>
    receiveFulfillment(services, shop, fulfillmentSample({ tracking_company: company, tracking_numbers: [number] }));
  await fulfil("Blue Fox", "BF-0001-X");
  await fulfil("Blue Fox", "BF-0002-X");
  await fulfil("Red Hen", "RH-0001-X");
  await fulfil("Other", "OT-0001-X");
  expect((await page()).unmatched).toEqual([
    { company: "Blue Fox", parcels: 2 },
    { company: "Red Hen", parcels: 1 },
  ]);
  await add({ company: "BLUE-FOX" });
  await saveOwnCarrier(services, shop.id, { code: null, name: "Red Hen", link: "" });
  expect((await page()).unmatched).toEqual([]);
});

it("hold the own carrier they name, which comes back under its name", async ({ services, shop, add, page, nth }) => {
  const save = (name: string, code: string | null = null) =>
    saveOwnCarrier(services, shop.id, { code, name, link: "" });
  expect([await save("Red Hen"), await save("red  hen"), await save("…")]).toMatchObject([
    { kind: "saved" },
    { kind: "name-taken" },
    { kind: "name-missing" },
  ]);
  await add({ numberPrefix: "RH", courierCode: "own-red-hen" });
  expect(await removeOwnCarrier(services, shop.id, "own-red-hen")).toEqual({ kind: "used-by-rule" });
  await removeRule(services, shop.id, await nth(0));
  expect(await removeOwnCarrier(services, shop.id, "own-red-hen")).toEqual({ kind: "removed" });
  expect((await page()).own).toEqual([]);
  expect(await add({ numberPrefix: "RH", courierCode: "own-red-hen" })).toEqual({ kind: "unknown-carrier" });
  await save("Red Hen");
  expect((await page()).own.map(({ code }) => code)).toEqual(["own-red-hen"]);
  expect((await save("Mine", "own-of-somebody-else")).kind).toBe("not-found");
});
