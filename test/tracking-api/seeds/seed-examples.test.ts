import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import { toUpdate } from "~/providers/tracking/trackingmore-v2/mapping";
import { allBrands, brands, type Brand } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints } from "~/tracking-api/contract/endpoints";
import { trackingItem } from "~/tracking-api/contract/item";
import { requestFieldsOf } from "~/tracking-api/contract/open-api";
import { milestoneNames } from "~/tracking-api/contract/words";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { differencesOf } from "./differences";
import { readSeedPage, type SeedPage } from "./read-page";

/** The five pages; a machine without them has what was read out of them. */
const folder = resolve(process.env["SEEDS_DIR"] ?? join(import.meta.dirname, "../../../../shared/seeds"));
const fixture = join(import.meta.dirname, "../fixtures/seed-examples.json");

const pageShape: z.ZodType<SeedPage> = z.strictObject({
  brand: z.enum(allBrands),
  endpoint: z.enum(endpointNames),
  routes: z.array(z.string()),
  path: z.string().nullable(),
  parameters: z.array(z.strictObject({ name: z.string(), required: z.boolean() })),
  requests: z.array(z.unknown()),
  responses: z.array(z.strictObject({ meta: z.record(z.string(), z.unknown()), data: z.unknown() })),
  repairs: z.array(z.string()),
});
const pages = z.record(z.string(), pageShape).parse(JSON.parse(readFileSync(fixture, "utf8")));

/**
 * Keys of an item that came after 2015, when the page's example was made, and every answer of ours
 * has.
 */
const newerItemKeys = {
  track_update: "in the captures of 2019",
  customer_phone: "in captures, and given by a create",
  comment: "in captures, and given by a create",
  stayTimeLength: "in captures",
  status_info: "in captures",
  substatus: "in captures and on the newer pages",
  archived: "on the page's first item, not on its second: we print it always",
  service_code: "on the page's first item, not on its second: we print it always",
};
const milestones =
  "the six moments came between 2017 and 2019; null where not reached, because typed clients want the key";

/**
 * Everything in which an answer of ours differs from what a page shows, and why. What no longer
 * differs must go.
 */
const justified: Record<string, string> = {
  "createTrackings data.errors: only in ours": "always there, empty or not: a client counts it",
  ...Object.fromEntries(
    Object.entries(newerItemKeys).map(([key, why]) => [`listTrackings data.items[].${key}: only in ours`, why]),
  ),
  ...Object.fromEntries(
    ["origin_info", "destination_info"].flatMap((half) => [
      ...milestoneNames.map((key) => [`listTrackings data.items[].${half}.${key}: only in ours`, milestones]),
      [`listTrackings data.items[].${half}.trackinfo[].checkpoint_status: only in ours`, "in captures"],
    ]),
  ),
  "listTrackings data.items[]: keys in another order": "the captures' order, four years younger than the page",
  "listTrackings data.items[].itemTimeLength: null, ours number":
    "null is allowed and a number too; by the captures an undelivered parcel counts to its newest event",
};

/** What a page does not name and our endpoint takes all the same. */
const moreParameters: Record<string, string> = {
  "createTrackings tracking_destination_country": "the name of specialNumberDestination on the sister pages",
};

describe.skipIf(!existsSync(folder))("the seed pages, as text", () => {
  it("are five, in which no example is unreadable, and are what the fixture says", async () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));
    expect(names).toHaveLength(5);
    const read = names.toSorted().map((name) => [name, readSeedPage(readFileSync(join(folder, name), "utf8"))]);
    const printed = await format(JSON.stringify(Object.fromEntries(read)), { parser: "json", printWidth: 120 });
    await expect(printed).toMatchFileSnapshot(fixture);
  });
});

describe.each(Object.entries(pages))("the seed page %s", (_name, page) => {
  it("lists the endpoints that the contract gives its brand, and no other", () => {
    expect(page.routes.toSorted()).toEqual(contractRoutes(page.brand).toSorted());
  });

  it("names the parameters that the contract takes, needed ones and others", () => {
    const ours = requestFieldsOf(page.endpoint).filter(({ place }) => place === "body" || place === "query");
    const named = ours.filter(({ name }) => moreParameters[`${page.endpoint} ${name}`] === undefined);
    expect(named.map(({ name, required }) => ({ name, required })).toSorted(byName)).toEqual(
      page.parameters.toSorted(byName),
    );
  });
});

describe("what the seed pages show, asked of ours", () => {
  let database: TestDatabase;
  let services: TestServices;
  let crashes: unknown[];

  beforeAll(async () => {
    crashes = [];
    database = await createTestDatabase();
    services = await createTestServices(database.url);
  });
  afterAll(async () => {
    await services[Symbol.asyncDispose]();
    await database.drop();
    expect(crashes).toEqual([]);
  });

  /** An empty account, and calls to our server in its name. */
  async function openAccount(brand: Brand) {
    const { id } = await addApiAccount(services);
    await addConnection(services, id, { kind: "carrier_feed", baseUrl: "http://127.0.0.1/carriers" });
    const key = await createApiKey(services, { accountId: id, name: "seeds", ratePerSecond: null });
    const mount = new URL(brands[brand].baseUrl).pathname === "/v1" ? "v1" : "v2";
    const server = createTrackingServer({
      service: createTrackingService(services),
      now: () => services.clock.now(),
      mounts: { v1: { brand }, v2: { brand } },
      report: (error) => crashes.push(error),
    });
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await server.handle(
        new Request(`http://127.0.0.1/${mount}${path}`, {
          method,
          headers: { [brands[brand].keyHeader]: key },
          body: body === undefined ? null : JSON.stringify(body),
        }),
        { mount },
      );
      return z.object({ meta: z.record(z.string(), z.unknown()), data: z.unknown() }).parse(await response.json());
    };
    return { id, call };
  }
  type Account = Awaited<ReturnType<typeof openAccount>>;

  /** Adds a parcel at a time and gives it the story shown, as our client reads it. */
  async function addShown({ id, call }: Account, shown: unknown): Promise<void> {
    const item = trackingItem.parse(shown);
    const { tracking_number, carrier_code, order_create_time } = item;
    services.clock.moveTo(item.created_at ?? "");
    const added = await call("POST", "/trackings/post", { tracking_number, carrier_code, order_create_time });
    expect(added).toMatchObject({ meta: { code: 200 } });
    services.clock.moveTo(item.updated_at ?? "");
    await applyUpdates(services, id, [toUpdate(item)], services.clock.now());
  }

  /** What has to be there before the page's answer can come. */
  async function arrange(account: Account, page: SeedPage, response: SeedPage["responses"][number]): Promise<void> {
    const [request] = page.requests;
    switch (page.endpoint) {
      case "createTrackings":
        if (response.meta["code"] === 201) await account.call("POST", "/trackings/batch", request);
        return;
      case "stopTrackings":
        await account.call("POST", "/trackings/batch", request);
        return;
      case "updateTracking": {
        const { tracking_number, carrier_code } = shownPair.parse(response.data);
        await addShown(account, { ...changedParcel, tracking_number, carrier_code });
        return;
      }
      case "listTrackings":
        for (const item of shownItems.parse(response.data).items) await addShown(account, item);
        return;
      default:
        throw new Error(`No page shows ${page.endpoint} yet`);
    }
  }

  const met = new Set<string>();

  it.each(Object.entries(pages))("answers as %s shows, keys and types both ways", async (_name, page) => {
    const { method } = endpoints[page.endpoint];
    for (const response of page.responses) {
      const account = await openAccount(page.brand);
      await arrange(account, page, response);
      services.clock.moveTo("2018-04-18T08:00:00Z");
      const ours = await account.call(method, page.path ?? endpoints[page.endpoint].path, page.requests[0]);
      expect(ours.meta).toEqual(response.meta);
      const differences = [
        ...new Set(differencesOf(response.data, ours.data).map((what) => `${page.endpoint} ${what}`)),
      ];
      for (const what of differences) met.add(what);
      expect(differences.filter((what) => justified[what] === undefined)).toEqual([]);
      expect(comparable(ours.data)).toMatchObject(Object(comparable(response.data)));
    }
  });

  it("justifies no difference that is none", () => {
    expect([...met].toSorted()).toEqual(Object.keys(justified).toSorted());
  });
});

const shownPair = z.object({ tracking_number: z.string(), carrier_code: z.string() });
const shownItems = z.object({ items: z.array(z.unknown()) });

/** A parcel that was looked at once, for the page that shows a change alone. */
const changedParcel = {
  status: "transit",
  created_at: "2018-04-18T14:34:30+08:00",
  updated_at: "2018-04-18T14:35:27+08:00",
};

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

/**
 * `METHOD /path` of what the contract gives a brand, as the pages list it: they know nothing of the
 * carriers.
 */
function contractRoutes(brand: Brand): string[] {
  return endpointNames
    .filter((name) => endpoints[name].brands.includes(brand) && endpoints[name].path.startsWith("/trackings"))
    .map((name) => `${endpoints[name].method} ${endpoints[name].path.replace("/{lang?}", "")}`);
}

/** Ids, what the moment decides, and a total of trackings of which the page shows two. */
const notCompared = ["id", "created_at", "updated_at", "total"];

/**
 * What is told, so that both sides compare: without nulls, whose keys and types are compared
 * already; minutes as seconds.
 */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === "string") return value.replace(/\d{4}-\d\d-\d\d \d\d:\d\d$/, "$&:00");
  if (typeof value !== "object" || value === null) return value;
  const reported = Object.entries(value).filter(([key, entry]) => !notCompared.includes(key) && entry !== null);
  return Object.fromEntries(reported.map(([key, entry]) => [key, comparable(entry)]));
}
