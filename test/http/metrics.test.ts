import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { serve } from "#test/support/serve";
import { createTestServices, type TestServices } from "#test/support/services";
import { serveMetrics } from "~/http/metrics.server";
import { createMetrics } from "~/metrics.server";

const TOKEN = "a-token-of-sixteen";

let database: TestDatabase;
let services: TestServices;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

async function ask(env: { METRICS_TOKEN?: string }, headers: Record<string, string> = {}) {
  const metrics = createMetrics(services);
  metrics.answered("webhooks", 200);
  const door = await serve((request, response) =>
    serveMetrics({ METRICS_TOKEN: env.METRICS_TOKEN }, metrics, request, response),
  );
  await using _closed = door;
  const response = await fetch(door.url, { headers });
  return { status: response.status, text: await response.text() };
}

describe("the metrics", () => {
  it("are for this machine where there is no token", async () => {
    expect(await ask({})).toMatchObject({ status: 200 });
  });

  it.each([
    [{}, 401],
    [{ authorization: "Bearer another-token-here" }, 401],
    [{ authorization: TOKEN.slice(0, -1) }, 401],
    [{ authorization: `Bearer ${TOKEN}` }, 200],
  ])("are for whoever holds the token where there is one: %j", async (headers, status) => {
    expect(await ask({ METRICS_TOKEN: TOKEN }, headers)).toMatchObject({ status });
  });

  it("count doors, the inbox and the ledger, and name no shop, number or person", async () => {
    const { id } = await addApiAccount(services, { email: "ada@provider.example" });
    const shop = await addShop(services);
    await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" });
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, id, [number]);
    services.clock.advance({ seconds: 90 });
    const { text } = await ask({});
    expect(text).toContain('homeward_http_requests_total{door="webhooks",status="200"} 1');
    expect(text).toContain('homeward_registrations{state="waiting"} 1');
    expect(text).toContain("homeward_oldest_unregistered_seconds 90");
    expect(text).toContain("homeward_inbox_waiting 0");
    for (const secret of [number, shop.shop, id, "ada@"]) expect(text).not.toContain(secret);
  });
});
