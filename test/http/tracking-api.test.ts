import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, addShop, everythingAllowed } from "#test/factories/accounts";
import { parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { serve, type Served } from "#test/support/serve";
import { createTestServices, type TestServices } from "#test/support/services";
import { storeListing } from "~/features/carriers/carriers.queries.server";
import { allCouriers } from "~/domain/carriers/catalogue";
import { readListing } from "~/domain/carriers/listing";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { servedTrackingApi } from "~/http/tracking-api.server";

let database: TestDatabase;
let one: TestServices;
let two: TestServices;
let handlers: [Served, Served];

beforeAll(async () => {
  database = await createTestDatabase();
  one = await createTestServices(database.url);
  two = await createTestServices(database.url, { vault: one.vault, systemClock: one.systemClock });
  handlers = [await serve(servedTrackingApi(one)), await serve(servedTrackingApi(two))];
});
afterAll(async () => {
  for (const handler of handlers) await handler[Symbol.asyncDispose]();
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
  await database.drop();
});

interface Answer {
  meta: { code: number };
  data: unknown;
}
async function call(key: string, path: string, body?: unknown, process: 0 | 1 = 0): Promise<Answer> {
  const response = await fetch(`${handlers[process].url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "trackingmore-api-key": key, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}
const items = (numbers: string[]) => numbers.map((number) => ({ tracking_number: number, carrier_code: "usps" }));
const newKey = async (accountId: string, ratePerSecond: number | null = null) =>
  createApiKey(one, { accountId, name: "test", ratePerSecond });

describe("a key", () => {
  it("is kept as a hash and a tail, and told once", async () => {
    const { id } = await addApiAccount(one);
    const key = await newKey(id);
    expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const rows = await one.db.query<Record<string, unknown>>("SELECT * FROM api_key WHERE account_id = $1", [id]);
    expect(rows).toMatchObject([{ tail: key.slice(-4), revoked_at: null }]);
    const text = Object.values(rows[0] ?? {}).map((value) =>
      Buffer.isBuffer(value) ? value.toString("latin1") : String(value),
    );
    expect(text.join("\n")).not.toContain(key);
  });

  it("opens its own account and no other, whatever is asked for", async () => {
    const [own, other] = [await addApiAccount(one), await addApiAccount(one)];
    const [ownKey, otherKey] = [await newKey(own.id), await newKey(other.id)];
    const [number = ""] = parcelNumbers(1);
    await call(ownKey, "/v2/trackings/batch", items([number]));
    expect(await call(otherKey, `/v2/trackings/usps/${number}`)).toMatchObject({ meta: { code: 4031 }, data: [] });
    for (const query of ["", `?numbers=${number}`, "?status=pending", "?limit=2000&page=1"]) {
      expect(JSON.stringify(await call(otherKey, `/v2/trackings/get${query}`))).not.toContain(number);
    }
    expect(await call(otherKey, "/v2/trackings/batch", items([number]))).toMatchObject({ meta: { code: 200 } });
  });

  it("that was taken back, or whose shop has left, opens nothing", async () => {
    const { id } = await addShop(one);
    const [key, revoked] = [await newKey(id), await newKey(id)];
    await one.db.query("UPDATE api_key SET revoked_at = now() WHERE tail = $1", [revoked.slice(-4)]);
    expect(await call(revoked, "/v2/trackings/get")).toMatchObject({ meta: { code: 4002 } });
    expect((await call(key, "/v2/trackings/get")).meta.code).not.toBe(4002);
    await one.db.query("UPDATE account SET uninstalled_at = now() WHERE id = $1", [id]);
    expect(await call(key, "/v2/trackings/get")).toMatchObject({ meta: { code: 4002 } });
  });

  it("of a shop reads the shop's own shipments", async () => {
    const shop = await addShop(one, { settings: everythingAllowed });
    await addConnection(one, shop.id, { baseUrl: "http://127.0.0.1:9/v2" });
    const [number = ""] = parcelNumbers(1);
    await receiveFulfillment(
      one,
      shop,
      fulfillmentSample({ name: "#1001.1", tracking_numbers: [number, "NOCOURIER-1"], tracking_company: "USPS" }),
    );
    expect(await call(await newKey(shop.id), "/v2/trackings/get?orders=1001")).toMatchObject({
      meta: { code: 200 },
      data: {
        items: expect.arrayContaining([
          expect.objectContaining({ tracking_number: number, order_id: "#1001", customer_name: "Ada Byron" }),
        ]),
      },
    });
  });
});

describe("the rate limit of a key", () => {
  it("is one for all processes", async () => {
    const { id } = await addApiAccount(one);
    const key = await newKey(id, 1);
    const burst = await Promise.all(
      Array.from({ length: 20 }, (_, index) => call(key, "/v2/trackings/get", undefined, index % 2 === 0 ? 0 : 1)),
    );
    expect(burst.filter((answer) => answer.meta.code !== 429)).toHaveLength(1);
    for (let second = 0; second < 3; second += 1) {
      one.systemClock.advance({ seconds: 1 });
      expect((await call(key, "/v2/trackings/get", undefined, 1)).meta.code).not.toBe(429);
      expect((await call(key, "/v2/trackings/get", undefined, 0)).meta.code).toBe(429);
    }
  });

  it("is told in the envelope, with data a client can always read", async () => {
    const { id } = await addApiAccount(one);
    const key = await newKey(id, 1);
    await call(key, "/v2/trackings/get");
    expect(await call(key, "/v2/trackings/get")).toEqual({
      meta: { code: 429, type: expect.any(String), message: expect.stringMatching(/\S/) },
      data: [],
    });
  });

  it("belongs to one key: another key of the account goes on, at its own pace", async () => {
    const { id } = await addApiAccount(one);
    const [slow, quick] = [await newKey(id, 1), await newKey(id, 10)];
    await call(slow, "/v2/trackings/get");
    expect(await call(slow, "/v2/trackings/get")).toMatchObject({ meta: { code: 429 } });
    for (let tenth = 0; tenth < 30; tenth += 1) {
      expect((await call(quick, "/v2/trackings/get")).meta.code).not.toBe(429);
      one.systemClock.advance({ ms: 100 });
    }
  });

  it("saves nothing up", async () => {
    const { id } = await addApiAccount(one);
    const key = await newKey(id, 1);
    await call(key, "/v2/trackings/get");
    one.systemClock.advance({ hours: 1 });
    const codes = [];
    for (let index = 0; index < 5; index += 1) codes.push((await call(key, "/v2/trackings/get")).meta.code);
    expect(codes.map((code) => code === 429)).toEqual([false, true, true, true, true]);
  });

  it("is not there where the key has none", async () => {
    const { id } = await addApiAccount(one);
    const key = await newKey(id);
    const codes = await Promise.all(
      Array.from({ length: 30 }, async () => (await call(key, "/v2/trackings/get")).meta.code),
    );
    expect(codes).not.toContain(429);
  });
});

describe("the quota of an account", () => {
  it("ends inside a batch: the first ones are added, the rest is refused item by item, and nothing is charged twice", async () => {
    const { id } = await addApiAccount(one, { quotaRemaining: 3 });
    const key = await newKey(id);
    const numbers = parcelNumbers(5);
    await call(key, "/v2/trackings/batch", items(numbers.slice(0, 1)));
    const answer = await call(key, "/v2/trackings/batch", items(numbers));
    expect(answer).toMatchObject({
      data: {
        trackings: [{ tracking_number: numbers[1] }, { tracking_number: numbers[2] }],
        errors: [
          { tracking_number: numbers[0], code: 4016 },
          { tracking_number: numbers[3], code: 4021 },
          { tracking_number: numbers[4], code: 4021 },
        ],
      },
    });
    const { quotaRemaining } = await one.db.prisma.account.findUniqueOrThrow({ where: { id } });
    expect(quotaRemaining).toBe(0);
  });

  it("is never overdrawn by calls at once, nor spent on the same number", async () => {
    const { id } = await addApiAccount(one, { quotaRemaining: 5 });
    const key = await newKey(id);
    const numbers = parcelNumbers(10);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(key, "/v2/trackings/batch", items(numbers), index % 2 === 0 ? 0 : 1),
      ),
    );
    expect(await one.db.prisma.shipment.count({ where: { accountId: id } })).toBe(5);
    expect(await one.db.prisma.account.findUniqueOrThrow({ where: { id } })).toMatchObject({ quotaRemaining: 0 });
  });

  it("counts a number once that eight calls add at the same time", async () => {
    const { id } = await addApiAccount(one, { quotaRemaining: 100 });
    const key = await newKey(id);
    const numbers = parcelNumbers(10);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(key, "/v2/trackings/batch", items(numbers), index % 2 === 0 ? 0 : 1),
      ),
    );
    const added = answers.flatMap((answer) => (answer.data as { trackings: unknown[] }).trackings);
    expect(added).toHaveLength(10);
    expect(await one.db.prisma.account.findUniqueOrThrow({ where: { id } })).toMatchObject({ quotaRemaining: 90 });
  });
});

it("refuses a body over a mebibyte in the API's own words", async () => {
  const key = await newKey((await addApiAccount(one)).id);
  const response = await fetch(`${handlers[0].url}/v2/trackings/batch`, {
    method: "POST",
    headers: { "trackingmore-api-key": key },
    body: JSON.stringify([{ tracking_number: "1".repeat(1024 * 1024) }]),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ meta: { code: 413 } });
});

it("takes the whole second that an upper bound names, as answers tell no more of a time", async () => {
  const key = await newKey((await addApiAccount(one)).id);
  one.clock.advance({ ms: 1_700 - (one.clock.now().getTime() % 1_000) });
  const [number = ""] = parcelNumbers(1);
  await call(key, "/v2/trackings/batch", items([number]));
  const { data } = (await call(key, `/v2/trackings/usps/${number}`)) as { data: { created_at: string } };
  const result = Date.parse(data.created_at) / 1000;
  const codes = async (query: string) => (await call(key, `/v2/trackings/get?${query}`)).meta.code;
  for (const field of ["created_at", "update_time"]) {
    expect(await codes(`${field}_max=${result}`)).toBe(200);
    expect(await codes(`${field}_max=${result - 1}`)).toBe(4031);
    expect(await codes(`${field}_min=${result + 1}`)).toBe(4031);
  }
  const counted = await call(key, `/v2/trackings/getstatusnumber?created_at_min=${result}&created_at_max=${result}`);
  expect(counted).toMatchObject({ data: { pending: 1 } });
});

it("keeps a destination as a country's code, whether a client sends code or name, and nothing that is no country", async () => {
  const key = await newKey((await addApiAccount(one)).id);
  const given = [
    { destination_code: "de" },
    { destination_code: "Germany" },
    { tracking_destination_country: "nl" },
    { specialNumberDestination: "United Kingdom" },
    { destination_code: "Narnia" },
  ];
  const numbers = parcelNumbers(given.length);
  const sent = items(numbers).map((item, index) => ({ ...item, ...given[index] }));
  expect(await call(key, "/v2/trackings/batch", sent)).toMatchObject({ meta: { code: 200 } });
  const read = async (number: string) =>
    (await call(key, `/v2/trackings/usps/${number}`)).data as { destination_country?: string };
  const countries = await Promise.all(numbers.map(async (number) => (await read(number)).destination_country));
  expect(countries).toEqual(["Germany", "Germany", "Netherlands", "United Kingdom", undefined]);
  const changed = (code: string) => call(key, `/v2/trackings/usps/${numbers[0] ?? ""}`, { destination_code: code });
  expect(await changed("France")).toMatchObject({ data: { destination_code: "FR" } });
  expect(await changed("Narnia")).toMatchObject({ data: { destination_code: "FR" } });
});

describe("the carriers", () => {
  const SOURCE = "http://127.0.0.1:9/v2";
  interface Listed {
    code: string;
    name: string;
    homepage: string;
    phone: string;
    name_cn?: string;
  }
  const list = async (key: string, path: string, headers: Record<string, string> = {}): Promise<Listed[]> => {
    const response = await fetch(`${handlers[0].url}${path}`, { headers: { "trackingmore-api-key": key, ...headers } });
    return ((await response.json()) as { data: Listed[] }).data;
  };

  it("are the packaged ones with what the account's provider lists over them, in the language asked for", async () => {
    const shop = await addShop(one);
    await addConnection(one, shop.id, { baseUrl: SOURCE });
    const result = { type: "express", homepage: "https://new.example", phone: "1 800 1", picture: null };
    const couriers = readListing([
      { ...result, code: "dhl", name: "DHL Worldwide" },
      { ...result, code: "new-one", name: "New One" },
    ]);
    const names = new Map([["ru", new Map([["new-one", "Новая"]])]]);
    await one.db.transaction((tx) => storeListing(tx, { source: SOURCE, couriers, names }, one.clock.now()));
    const key = await newKey(shop.id);
    const of = async (path: string, code: string, headers?: Record<string, string>) =>
      (await list(key, path, headers)).find((entry) => entry.code === code);
    expect(await of("/v2/carriers", "dhl")).toMatchObject({ name: "DHL Worldwide", homepage: "https://new.example" });
    expect(await of("/v2/carriers/ru", "new-one")).toMatchObject({ name: "Новая", phone: "1 800 1" });
    expect(await of("/v2/carriers/", "new-one", { Lang: "ru" })).toMatchObject({ name: "Новая" });
    expect(await of("/v2/carriers/cn", "china-ems")).toMatchObject({ name: "中国 EMS", name_cn: "中国 EMS" });

    const other = await newKey((await addApiAccount(one)).id);
    const packaged = await list(other, "/v2/carriers");
    expect(packaged).toHaveLength(allCouriers().length);
    expect(packaged.find(({ code }) => code === "dhl")?.name).toBe("DHL");
  });

  it("are taken in any letters, wherever a call names one", async () => {
    const shop = await addShop(one);
    await addConnection(one, shop.id, { baseUrl: SOURCE });
    const result = { type: "express", homepage: "https://new.example", phone: "1 800 1", picture: null };
    const couriers = readListing([{ ...result, code: "only-listed", name: "Only Listed" }]);
    await one.db.transaction((tx) => storeListing(tx, { source: SOURCE, couriers, names: new Map() }, one.clock.now()));
    const key = await newKey(shop.id);
    const [number = "", other = ""] = parcelNumbers(2);
    const tracking = { tracking_number: number, carrier_code: "USPS" };
    expect(await call(key, "/v2/trackings/post", tracking)).toMatchObject({ data: { carrier_code: "usps" } });
    expect(await call(key, "/v2/trackings/post", { ...tracking, carrier_code: "usps" })).toMatchObject({
      meta: { code: 4016 },
    });
    expect(await call(key, `/v2/trackings/Usps/${number}`)).toMatchObject({ data: { carrier_code: "usps" } });
    const unknown = { tracking_number: other, carrier_code: "NOBODY" };
    const listed = { tracking_number: other, carrier_code: "Only-Listed" };
    expect(await call(key, "/v2/trackings/batch", [unknown, listed])).toMatchObject({
      data: { trackings: [{ carrier_code: "only-listed" }], errors: [{ carrier_code: "NOBODY", code: 4015 }] },
    });
    const change = { ...tracking, update_carrier_code: "UPS" };
    expect(await call(key, "/v2/trackings/update", change)).toMatchObject({ meta: { code: 200 } });
    expect(await call(key, `/v2/trackings/ups/${number}`)).toMatchObject({ data: { carrier_code: "ups" } });
    const way = { original: "US", destination: "CA" };
    for (const code of ["UPS", "only-listed", "Only-Listed"]) {
      expect(await call(key, "/v2/trackings/costtime", [{ ...way, carrier_code: code }])).toMatchObject({
        data: [{ carrier_code: code, total: 0 }],
      });
    }
    expect(await call(key, "/v2/trackings/costtime", [{ ...way, carrier_code: "nobody" }])).toMatchObject({
      meta: { code: 4015 },
    });
  });
});
