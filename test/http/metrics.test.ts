import { PgBoss } from "pg-boss";
import { describe, expect } from "vitest";
import { addApiAccount, addConnection, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase } from "#test/support/database";
import { it as base } from "#test/support/it";
import { serve } from "#test/support/serve";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices } from "#test/support/services";
import { forgetOldChecks, type SyncRun } from "~/features/intake/sync/sync-runs.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { disconnectProvider } from "~/features/provider-sync/setup/disconnect.server";
import { serveMetrics } from "~/http/metrics.server";
import { createMetrics } from "~/features/operations/metrics.server";

const TOKEN = "a-token-of-sixteen";

const it = base.extend(
  "ask",
  ({ services }) =>
    async (env: { METRICS_TOKEN?: string }, headers: Record<string, string> = {}) => {
      const metrics = createMetrics(services);
      metrics.answered("webhooks", 200, 12);
      const handler = await serve((request, response) =>
        serveMetrics({ METRICS_TOKEN: env.METRICS_TOKEN }, metrics, request, response),
      );
      await using _closed = handler;
      const response = await fetch(handler.url, { headers });
      return { status: response.status, text: await response.text() };
    },
);

describe("the metrics", () => {
  it("are for this machine where there is no token", async ({ ask }) => {
    expect(await ask({})).toMatchObject({ status: 200 });
  });

  it.for(["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])(
    "are not for whom a proxy on this machine brings, without a token: %s",
    async (header, { ask }) => {
      expect(await ask({}, { [header]: "203.0.113.7" })).toMatchObject({ status: 401 });
      expect(await ask({ METRICS_TOKEN: TOKEN }, { [header]: "203.0.113.7", authorization: TOKEN })).toMatchObject({
        status: 200,
      });
    },
  );

  it("tell what the process knows itself while the database is gone, no old figure among it, and that it is gone", async () => {
    const gone = await createTestDatabase();
    const lost = await createTestServices(gone.url);
    const metrics = createMetrics(lost);
    metrics.answered("webhooks", 500, 12);
    const before = await metrics.text();
    expect(before).toContain("homeward_database_up 1");
    expect(before).toContain("homeward_inbox_waiting 0");
    await gone.drop();
    const text = await metrics.text();
    expect(text).toContain("homeward_database_up 0");
    expect(text).toContain('homeward_http_requests_total{door="webhooks",status="500"} 1');
    expect(text).not.toMatch(/^homeward_(inbox|oldest|refresh|jobs|provider|registrations)\w* ?\{?.* \d/m);
    await lost[Symbol.asyncDispose]();
  });

  it.for([
    [{}, 401],
    [{ authorization: "Bearer another-token-here" }, 401],
    [{ authorization: TOKEN.slice(0, -1) }, 401],
    [{ authorization: `Bearer ${TOKEN}` }, 200],
  ] as const)("are for whoever holds the token where there is one: %j", async ([headers, status], { ask }) => {
    expect(await ask({ METRICS_TOKEN: TOKEN }, headers)).toMatchObject({ status });
  });

  it("count doors, the inbox and the ledger, and name no shop, number or person", async ({ services, ask }) => {
    const { id } = await addApiAccount(services, { email: "ada@provider.example" });
    const shop = await addShop(services);
    await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" });
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, id, [number]);
    services.clock.advance({ seconds: 90 });
    const { text } = await ask({});
    expect(text).toContain('homeward_http_requests_total{door="webhooks",status="200"} 1');
    expect(text).toContain('homeward_http_request_duration_seconds_bucket{le="0.01",door="webhooks"} 0');
    expect(text).toContain('homeward_http_request_duration_seconds_bucket{le="0.02",door="webhooks"} 1');
    expect(text).toContain('homeward_registrations{state="waiting"} 1');
    expect(text).toContain("homeward_oldest_unregistered_seconds 90");
    expect(text).toContain("homeward_inbox_waiting 0");
    for (const secret of [number, shop.shop, id, "ada@"]) expect(text).not.toContain(secret);
  });

  it("tell how long messages, parcels and jobs have been waiting, and how calls and registrations ended", async ({
    services,
    ask,
  }) => {
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
      [shop.id, new Date(services.systemClock.now().getTime() - 42_000)],
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

  it("keep the calls of a connection that is removed, alone or with its account", async ({ services, ask }) => {
    await services.db.query("TRUNCATE account CASCADE");
    const count = async (result: string) =>
      Number(new RegExp(`homeward_provider_calls\\{result="${result}"\\} (\\d+)`).exec((await ask({})).text)?.[1]);
    const before = [await count("all"), await count("too-fast"), await count("failed")];
    const [one, other, staying] = [await addShop(services), await addShop(services), await addShop(services)];
    for (const { id } of [one, other, staying]) {
      await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" });
      await services.db.query(
        "UPDATE connection SET calls = 20, calls_too_fast = 3, calls_failed = 5 WHERE account_id = $1",
        [id],
      );
    }
    const counted = [60, 9, 15].map((more, index) => more + (before[index] ?? NaN));
    expect([await count("all"), await count("too-fast"), await count("failed")]).toEqual(counted);
    await disconnectProvider(services, one.id);
    await services.db.query("DELETE FROM account WHERE id = $1", [other.id]);
    expect(await services.db.prisma.connection.count()).toBe(1);
    expect([await count("all"), await count("too-fast"), await count("failed")]).toEqual(counted);
  });

  it("tell how the readings of Shopify's orders go, and forget none that is deleted", async ({ services, ask }) => {
    await services.db.query("TRUNCATE account CASCADE");
    expect((await ask({})).text).not.toContain("homeward_sync_runs{");
    const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, minutes));
    type Run = Partial<Pick<SyncRun, "kind" | "state" | "seen" | "repaired" | "finishedAt">>;
    const add = (accountId: string, startedAt: Date, run: Run) =>
      services.db.prisma.syncRun.create({
        data: { accountId, kind: "reconciliation", state: "done", windowFrom: at(0), seen: 10, startedAt, ...run },
      });
    const [one, other, left] = [
      await addShop(services),
      await addShop(services),
      await addShop(services, { uninstalledAt: at(0) }),
    ];
    await add(one.id, at(0), { finishedAt: at(1), state: "stopped" });
    await add(one.id, at(10), { finishedAt: at(11) });
    await add(one.id, at(20), { state: "running", repaired: 2 });
    await add(one.id, at(5), { finishedAt: at(6), state: "stopped", kind: "backfill", seen: 400 });
    await add(other.id, at(30), { finishedAt: at(31), state: "stopped", repaired: 1 });
    await add(left.id, at(30), { state: "running" });
    const result = [
      'homeward_sync_orders{kind="reconciliation"} 50',
      'homeward_sync_orders{kind="backfill"} 400',
      'homeward_sync_found_missing{kind="reconciliation"} 3',
      'homeward_sync_found_missing{kind="backfill"} 0',
      `homeward_sync_last_check_timestamp_seconds{outcome="done"} ${String(at(11).getTime() / 1000)}`,
      `homeward_sync_last_check_timestamp_seconds{outcome="stopped"} ${String(at(31).getTime() / 1000)}`,
    ];
    const open = [
      'homeward_sync_runs{kind="reconciliation",state="running"} 1',
      'homeward_sync_runs{kind="reconciliation",state="stopped"} 1',
      'homeward_sync_runs{kind="backfill",state="stopped"} 1',
    ];
    const lines = async () => (await ask({})).text.split("\n");
    expect(await lines()).toEqual(expect.arrayContaining([...result, ...open]));
    expect((await lines()).filter((line) => line.startsWith("homeward_sync_runs{"))).toHaveLength(3);

    await services.db.transaction((tx) => forgetOldChecks(tx, one.id, at(0)));
    expect(await services.db.prisma.syncRun.count({ where: { accountId: one.id } }), "one is forgotten").toBe(3);
    await services.db.query("DELETE FROM account WHERE id = ANY($1)", [[other.id, left.id]]);
    expect(await lines()).toEqual(expect.arrayContaining(result));
  });

  it("count the jobs of each queue, those that were given up among them", async ({ database, ask }) => {
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
