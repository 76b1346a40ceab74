import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { MovableClock } from "#test/support/clock";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { serve, type Served } from "#test/support/serve";
import { createTestServices, type TestServices } from "#test/support/services";
import { createApiKey } from "~/features/api-keys/create-key.server";
import { servedTrackingApi } from "~/http/tracking-api.server";

/** Within the hour that one of the recordings asks its list for. */
const clock = new MovableClock(new Date(1_795_300_000_000));
const folder = "test/tracking-api/fixtures/client-requests";
const recorded = z.object({
  method: z.string(),
  url: z.string(),
  content_type: z.string().nullable(),
  key_header: z.string(),
  body: z.string(),
});
const answered = z.object({
  meta: z.object({ code: z.number(), type: z.string(), message: z.string() }),
  data: z.unknown(),
});

/** Method, path and code of every call that is not answered by 200; the carrier feed behind this account knows no remote areas. */
const otherThan200: Record<string, string[]> = {
  "go-parcly": [],
  "java-class-2016": ["POST /v2/trackings/post 4016"],
  "node-class-2016": ["POST /v2/trackings/remote 4018"],
  "php-class-2016": [],
  "python-marco": [
    "POST /v2/trackings/post 4016",
    "POST /v2/trackings/batch 201",
    "GET /v2/trackings/china-post/RR000000005CN 4031",
    "DELETE /v2/trackings/china-post/RP285661665CN 4017",
    "GET /v2/trackings/china-post/RP285661665CN 4031",
  ],
  "ruby-class-2016": ["POST /v2/trackings/remote 4018"],
};

let database: TestDatabase;
let services: TestServices;
let door: Served;
let carriers: Served;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url, { clock });
  door = await serve(servedTrackingApi(services));
  carriers = await serve((_request, response) => {
    response.statusCode = 404;
    response.end();
  });
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await carriers[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await database.drop();
});

async function replay(client: string) {
  const { id: accountId } = await addApiAccount(services);
  await addConnection(services, accountId, { kind: "carrier_feed", baseUrl: carriers.url });
  const key = await createApiKey(services, { accountId, name: client, ratePerSecond: null });
  const calls = [];
  for (const line of readFileSync(`${folder}/${client}.jsonl`, "utf8").trim().split("\n")) {
    const { method, url, content_type: type, key_header: keyHeader, body } = recorded.parse(JSON.parse(line));
    const response = await fetch(`${door.url}${url}`, {
      method,
      headers: { [keyHeader]: key, ...(type === null ? {} : { "content-type": type }) },
      body: method === "GET" ? null : body,
    });
    const text = await response.text();
    const { meta, data } = answered.parse(JSON.parse(text));
    const name = `${method} ${new URL(url, door.url).pathname}`;
    calls.push({ name, body, status: response.status, type: response.headers.get("content-type"), text, meta, data });
  }
  return calls;
}

describe("requests that public clients really send, over HTTP and the database", () => {
  it.each(Object.entries(otherThan200))("answers the whole run of %s as it expects", async (client, others) => {
    const calls = await replay(client);
    expect(calls.filter(({ meta }) => meta.code !== 200).map(({ name, meta }) => `${name} ${meta.code}`)).toEqual(
      others,
    );
    for (const { status, type, text, meta, data } of calls) {
      // Typed clients take nothing but 200; others read only what says it is JSON; one finds the code by a pattern.
      expect({ status, type }).toEqual({ status: 200, type: "application/json" });
      expect(/"code":(\d+),/.exec(text)?.[1]).toBe(String(meta.code));
      if (meta.code > 201) expect(data).toEqual([]);
    }
  });

  it("gives the Python client what it counts and echoes", async () => {
    const calls = await replay("python-marco");
    const [create] = calls;
    const { lang, ...echoed } = z.record(z.string(), z.string()).parse(JSON.parse(create?.body ?? ""));
    expect(lang).toBe("en");
    expect(create?.data).toMatchObject(echoed);
    expect(create?.data).not.toHaveProperty("lang");
    const batch = calls.find(({ name }) => name.endsWith("/batch"));
    expect(batch?.data).toMatchObject({ submitted: 2, added: 1, trackings: [{}], errors: [{ code: 4016 }] });
    const removal = calls.find(({ name, meta }) => name.startsWith("DELETE") && meta.code === 200);
    expect(removal?.data).toEqual([]);
    const detected = z
      .array(z.object({ code: z.string() }))
      .parse(calls.find(({ name }) => name.endsWith("/detect"))?.data);
    expect(detected.map(({ code }) => code)).toContain("china-post");
  });

  it("gives the strictly typed Go client no `false` where it wants text, and its own changes back", async () => {
    const calls = await replay("go-parcly");
    const lists = calls.filter(({ name }) => name === "GET /v2/trackings/get");
    for (const { text } of lists) expect(text).not.toMatch(/"(Item|Depart|Arrival|Customs|Destination)\w+":false/);
    expect(lists.at(-1)?.data).toMatchObject({ items: [{ title: "edited", order_id: "#9", archived: false }] });
    const realtime = calls.find(({ name }) => name.endsWith("/realtime"));
    expect(realtime?.data).toMatchObject({ items: [{ tracking_number: "RP424754616CN" }] });
    expect(calls.at(-2)?.data).toMatchObject({ archived: "true", status: "4" });
    expect(calls[4]?.data).not.toHaveProperty("archived");
  });
});
