import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { serve } from "#test/support/serve";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { workConnection } from "~/features/provider-calls/work-connection.server";
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

  it("tell how long messages, parcels and jobs have been waiting, and how calls and registrations ended", async () => {
    await services.db.query("TRUNCATE account CASCADE");
    await using provider = await startScriptedProvider({ now: () => services.clock.now() });
    const shop = await addShop(services);
    const { id } = await addConnection(services, shop.id, { baseUrl: provider.baseUrl });
    const quiet = await ask({});
    expect(quiet.text).toContain("homeward_inbox_age_seconds 0");
    expect(quiet.text).toContain("homeward_refresh_lag_seconds 0");
    expect(quiet.text).not.toContain("homeward_settlements{");

    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, shop.id, numbers);
    provider.fail({ mode: "rate429", when: "before" });
    await workConnection(services, id);
    services.clock.advance({ seconds: 130 });
    await workConnection(services, id);
    services.clock.advance({ seconds: 130 });
    provider.fail({ mode: "http500", when: "before" });
    await services.db.query("UPDATE connection SET refresh_requested_at = $2 WHERE id = $1", [
      id,
      services.clock.now(),
    ]);
    await workConnection(services, id);
    await services.db.query(
      "INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, payload_enc) VALUES ('shopify', 'm', 'x', $1, $2, '')",
      [shop.id, new Date(services.wallClock.now().getTime() - 42_000)],
    );
    await services.db.query("UPDATE shipment SET next_refresh_at = $1", [
      new Date(services.clock.now().getTime() - 600_000),
    ]);
    const { text } = await ask({});
    const calls = provider.calls.length;
    for (const line of [
      "homeward_inbox_age_seconds 42",
      "homeward_inbox_waiting 1",
      "homeward_refresh_lag_seconds 600",
      "homeward_oldest_unregistered_seconds 0",
      `homeward_provider_calls{result="all"} ${String(calls)}`,
      'homeward_provider_calls{result="too-fast"} 1',
      'homeward_provider_calls{result="failed"} 1',
      'homeward_settlements{outcome="registered"} 3',
      'homeward_settlements{outcome="too-fast"} 3',
      'homeward_settlements{outcome="missing"} 3',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    for (const secret of [...numbers, shop.shop, shop.id]) expect(text).not.toContain(secret);
  });

  it("count the jobs of each queue, those that were given up among them", async () => {
    const queue = new PgBoss({ connectionString: database.url, supervise: false, schedule: false });
    await queue.start();
    await queue.createQueue("dead-jobs");
    await queue.createQueue("send-outbox", { retryLimit: 0, deadLetter: "dead-jobs" });
    const dying = await queue.send("send-outbox", {});
    await queue.fetch("send-outbox");
    await queue.fail("send-outbox", dying ?? "");
    await queue.send("send-outbox", {});
    await queue.send("send-outbox", {});
    await queue.stop({ graceful: false });
    const { text } = await ask({});
    expect(text).toContain('homeward_jobs{queue="send-outbox"} 2');
    expect(text).toContain('homeward_jobs{queue="dead-jobs"} 1');
  });
});
