import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { it as base } from "#test/support/it";
import { attentionKinds } from "~/domain/shipments/attention";
import { trackingStatuses } from "~/domain/tracking/status";
import { findCustomer } from "~/features/merchant/shipments/find-customer.server";
import { listShipments, shipmentsPerPage } from "~/features/merchant/shipments/list.server";
import {
  firstQuery,
  readShipmentQuery,
  shipmentSorts,
  type ShipmentQuery,
} from "~/features/merchant/shipments/shipment-filters";
import { addShipment, daysAgo } from "./add-shipments";

const it = base
  .extend("accountId", async ({ services }) => (await addShop(services)).id)
  .extend(
    "list",
    ({ services, accountId }) =>
      (changes: Partial<ShipmentQuery> = {}) =>
        listShipments(services, accountId, { ...firstQuery, ...changes }),
  )
  .extend(
    "ids",
    ({ list }) =>
      async (changes: Partial<ShipmentQuery> = {}) =>
        (await list(changes)).rows.map((row) => row.id),
  );

describe("turning pages", () => {
  const count = 2 * shipmentsPerPage + 20;

  it.for(shipmentSorts.flatMap((sort) => [true, false].map((descending) => ({ sort, descending }))))(
    "shows every parcel once, there and back, by $sort (descending: $descending)",
    async (order, { services, accountId, list }) => {
      // Rows of one moment and rows without the sorted value are where pages lose or repeat
      // something.
      for (let index = 0; index < count; index++) {
        const hasNothing = index % 5 === 0;
        await addShipment(services, accountId, {
          orderName: hasNothing ? null : `#${String(1000 + (index % 7))}`,
          columns: {
            shippedAt: hasNothing ? null : daysAgo(services, index % 4),
            lastEventAt: hasNothing ? null : daysAgo(services, index % 3),
            createdAt: daysAgo(services, index % 2),
          },
        });
      }
      const forward: string[][] = [];
      let page = await list(order);
      expect(page.previous).toBeNull();
      for (;;) {
        forward.push(page.rows.map((row) => row.id));
        if (page.next === null) break;
        page = await list({ ...order, after: page.next });
      }
      expect(forward.map((rows) => rows.length)).toEqual([shipmentsPerPage, shipmentsPerPage, 20]);
      expect(new Set(forward.flat()).size).toBe(count);

      const back = [page.rows.map((row) => row.id)];
      while (page.previous !== null) {
        page = await list({ ...order, before: page.previous });
        back.unshift(page.rows.map((row) => row.id));
      }
      expect(back).toEqual(forward);
    },
  );

  it("opens at the first page when the place in the address means nothing", async ({ services, accountId, ids }) => {
    const id = await addShipment(services, accountId);
    const madeUp = Buffer.from(JSON.stringify(["keyed", "no date", id])).toString("base64url");
    for (const after of ["", "%%%", "bm90IGpzb24", madeUp]) expect(await ids({ after })).toEqual([id]);
  });
});

describe("searching", () => {
  it("finds a parcel by the beginning of its number, however it is typed", async ({ services, accountId, ids }) => {
    const id = await addShipment(services, accountId, { number: "RB 295704705 CN" });
    await addShipment(services, accountId, { number: "RB 111111111 CN" });
    for (const search of ["RB295704705CN", "rb 2957", " RB2957 ", "ｒｂ2957"])
      expect(await ids({ search })).toEqual([id]);
  });

  it("finds an order with and without its sign, and takes nothing as a pattern", async ({
    services,
    accountId,
    ids,
  }) => {
    const id = await addShipment(services, accountId, { orderName: "#1042" });
    await addShipment(services, accountId, { orderName: "#2042" });
    for (const search of ["#1042", "1042", "＃1042"]) expect(await ids({ search })).toEqual([id]);
    for (const search of ["%42", "_042", "\\1042"]) expect(await ids({ search })).toEqual([]);
  });

  it("finds a customer's parcels by e-mail, with nothing readable in the address", async ({
    services,
    accountId,
    ids,
  }) => {
    const id = await addShipment(services, accountId, { email: "Ana@Example.com" });
    await addShipment(services, accountId, { email: "ben@example.com" });
    const address = findCustomer(services, accountId, " ana@example.COM ");
    expect(address.toString()).not.toMatch(/ana|example|@/i);
    expect(await ids(readShipmentQuery(address))).toEqual([id]);
  });

  it("looks among archived parcels too, which no list shows", async ({ services, accountId, ids }) => {
    const id = await addShipment(services, accountId, {
      orderName: "#7",
      columns: { archivedAt: daysAgo(services, 1) },
    });
    expect(await ids()).toEqual([]);
    expect(await ids({ search: "#7" })).toEqual([id]);
    expect(await ids({ archived: true })).toEqual([id]);
  });
});

describe("filters", () => {
  it("keeps views, statuses and carriers apart and together", async ({ services, accountId, list, ids }) => {
    const byStatus = new Map<string, string>();
    for (const status of trackingStatuses) {
      byStatus.set(status, await addShipment(services, accountId, { columns: { status } }));
    }
    const ups = await addShipment(services, accountId, { columns: { status: "delivered", courierCode: "ups" } });
    expect(await ids({ statuses: ["pickup"] })).toEqual([byStatus.get("pickup")]);
    expect(await ids({ view: "in-transit" })).toHaveLength(2);
    expect(await ids({ view: "in-transit", statuses: ["pickup", "delivered"] })).toEqual([byStatus.get("pickup")]);
    expect(await ids({ view: "in-transit", statuses: ["delivered"] })).toEqual([]);
    expect(await ids({ view: "delivered", couriers: ["ups"] })).toEqual([ups]);
    expect((await list()).couriers).toEqual([
      { code: "ups", name: "UPS" },
      { code: "usps", name: "USPS" },
    ]);
  });

  it("finds each kind of trouble, and no trouble where there is none", async ({ services, accountId, ids }) => {
    const long = daysAgo(services, 8);
    const recent = daysAgo(services, 1);
    const add = (columns: NonNullable<Parameters<typeof addShipment>[2]>["columns"]) =>
      addShipment(services, accountId, { columns });
    const expected = {
      returned: await add({ status: "exception", substatus: "exception010" }),
      exception: await add({ status: "exception", substatus: "exception006" }),
      "failed-attempt": await add({ status: "undelivered" }),
      "needs-carrier": await add({ status: "pending", courierCode: "", registrationState: "none" }),
      "not-tracked": await add({ status: "pending", registrationState: "rejected" }),
      "no-scan": await add({ status: "notfound", shippedAt: long }),
      silent: await add({ status: "transit", lastEventAt: long }),
    };
    await add({ status: "pending", shippedAt: recent });
    await add({ status: "transit", lastEventAt: recent });
    await add({ status: "delivered", lastEventAt: long });
    await add({ status: "exception", archivedAt: recent });
    await add({ status: "transit", lastEventAt: long, following: false });
    for (const kind of attentionKinds) expect(await ids({ attention: [kind] }), kind).toEqual([expected[kind]]);
    expect((await ids({ view: "attention" })).sort()).toEqual(Object.values(expected).sort());
  });
});

it("tells an empty store from a search without a hit", async ({ services, accountId, list }) => {
  expect((await list()).storeIsEmpty).toBe(true);
  await addShipment(services, accountId);
  expect(await list({ search: "nothing like it 1" })).toMatchObject({ rows: [], storeIsEmpty: false });
});

it("shows nobody else's parcels, whatever is asked", async ({ services, ids }) => {
  const other = await addShop(services);
  await addShipment(services, other.id, { number: "LX244313691FR", orderName: "#9", email: "ana@example.com" });
  const customer = findCustomer(services, other.id, "ana@example.com").get("customer");
  for (const asked of [
    {},
    { search: "LX244313691FR" },
    { search: "#9" },
    { customer },
    { statuses: ["transit" as const] },
  ]) {
    expect(await ids(asked)).toEqual([]);
  }
});
