import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { MovableClock } from "#test/support/clock";
import { it } from "#test/support/it";
import { PROVIDER_KEY, startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { findConnectionByToken } from "~/features/provider-sync/refresh/pushes.queries.server";
import { connectProvider, type ConnectInput } from "~/features/provider-sync/setup/connect.server";
import { disconnectProvider } from "~/features/provider-sync/setup/disconnect.server";
import { choiceOf, providerChoices } from "~/features/provider-sync/setup/provider-choices";
import { connectionStatus } from "~/features/provider-sync/setup/status.server";
import { testConnection } from "~/features/provider-sync/setup/test.server";

let services: TestServices;
let provider: ScriptedProvider;
let accountId: string;

it.beforeEach(async ({ database }) => {
  const clock = new MovableClock();

  services = await createTestServices(database.url, { clock, systemClock: clock });

  provider = await startScriptedProvider({ now: () => services.clock.now() });

  accountId = (await addShop(services)).id;

  return async () => {
    await provider[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  };
});

const input = (changes: Partial<ConnectInput> = {}): ConnectInput => ({
  kind: "trackingmore-v2",
  baseUrl: provider.baseUrl,
  apiKey: PROVIDER_KEY,
  accountEmail: "owner@provider.example",
  webhookSecret: "",
  ...changes,
});
const connect = (changes: Partial<ConnectInput> = {}) => connectProvider(services, accountId, input(changes));
const stored = () => services.db.prisma.connection.findUnique({ where: { accountId } });

describe("connecting", () => {
  it("tests first, stores sealed, gives a push address that is found again, and starts to work", async () => {
    const result = await connect({ baseUrl: `${provider.baseUrl}/` });
    if (result.kind !== "connected") throw new Error(result.kind);
    expect(provider.calls).toHaveLength(1);
    const row = await stored();
    expect(row).toMatchObject({ id: result.connectionId, baseUrl: provider.baseUrl, state: "ok" });
    expect(Buffer.from(row?.apiKeyEnc ?? []).toString("latin1")).not.toContain(PROVIDER_KEY);
    expect(await findConnectionByToken(services.db, services.vault, result.hookToken)).toMatchObject({
      accountId,
      accountEmail: "owner@provider.example",
    });
    expect(services.recorded.sent).toEqual([
      { name: "work-connection", payload: { connectionId: result.connectionId } },
    ]);
    expect(await connectionStatus(services, accountId)).toMatchObject({
      keyEnd: PROVIDER_KEY.slice(-4),
      pushUrl: `https://homeward.example/hooks/tracking/${result.hookToken}`,
    });
  });

  it("stores nothing when the test fails, and says why", async () => {
    expect(await connect({ apiKey: "wrong" })).toEqual({ kind: "failed", reason: "bad-key" });
    expect(await connect({ apiKey: "" })).toEqual({ kind: "key-missing" });
    provider.fail({ mode: "html", when: "before" });
    expect(await connect()).toEqual({ kind: "failed", reason: "unreadable" });
    expect(await stored()).toBeNull();
    expect(services.recorded.sent).toEqual([]);
  });

  it("keeps key and push address when only the rest is changed", async () => {
    const first = await connect();
    const again = await connect({ apiKey: "", accountEmail: "new@provider.example" });
    expect(again).toEqual(first);
    expect(await connectionStatus(services, accountId)).toMatchObject({ accountEmail: "new@provider.example" });
  });

  it("never sends a stored key to another address", async () => {
    await connect();
    const elsewhere = await startScriptedProvider({ now: () => services.clock.now() });
    expect(await connect({ baseUrl: elsewhere.baseUrl, apiKey: "" })).toEqual({ kind: "key-missing" });
    expect(elsewhere.calls).toEqual([]);
    await elsewhere[Symbol.asyncDispose]();
  });

  it("takes no address inside our own network", async () => {
    const env = { ...services.env, ALLOW_PRIVATE_ADDRESSES: false };
    const addresses = [
      provider.baseUrl,
      "http://api.trackingmore.com/v2",
      "https://127.0.0.1/v2",
      "https://[::1]/v2",
      "https://169.254.169.254/latest",
      "https://10.0.0.7",
      "file:///etc/passwd",
      "nonsense",
    ];
    for (const baseUrl of addresses) {
      const result = await connectProvider({ ...services, env }, accountId, input({ baseUrl }));
      expect(result, baseUrl).toEqual({ kind: "bad-address" });
    }
    expect(provider.calls).toEqual([]);
  });

  it("ends a pause, so that what waited for a better key goes out now", async () => {
    await connect();
    const later = new Date(services.clock.now().getTime() + 3_600_000);
    await services.db.prisma.connection.update({
      where: { accountId },
      data: { state: "bad_key", failures: 3, retryAt: later },
    });
    await connect();
    expect(await stored()).toMatchObject({ state: "ok", failures: 0, retryAt: null });
  });
});

describe("a connection", () => {
  it("tells whether the provider answers, and keeps silent while it asked for silence", async () => {
    expect(await testConnection(services, accountId)).toEqual({ kind: "not-connected" });
    await connect();
    expect(await testConnection(services, accountId)).toEqual({ kind: "works" });
    provider.fail({ mode: "badkey", when: "before" });
    services.clock.advance({ seconds: 5 });
    expect(await testConnection(services, accountId)).toEqual({ kind: "failed", reason: "bad-key" });
    expect(await stored()).toMatchObject({ state: "bad_key" });
    const until = new Date(services.clock.now().getTime() + 120_000);
    await services.db.prisma.connection.update({ where: { accountId }, data: { silentUntil: until } });
    const calls = provider.calls.length;
    expect(await testConnection(services, accountId)).toEqual({ kind: "silent", until });
    expect(provider.calls).toHaveLength(calls);
  });

  it("is gone after disconnecting, key and all, and only this account's", async () => {
    await connect();
    const other = await addShop(services);
    await connectProvider(services, other.id, input());
    expect(await disconnectProvider(services, accountId)).toEqual({ kind: "disconnected" });
    expect(await disconnectProvider(services, accountId)).toEqual({ kind: "not-connected" });
    expect(await stored()).toBeNull();
    expect(await connectionStatus(services, other.id)).not.toBeNull();
  });

  it("is shown as the choice it was made from", () => {
    for (const { id, kind, baseUrl } of providerChoices.slice(0, 3)) expect(choiceOf({ kind, baseUrl })).toBe(id);
    expect(choiceOf({ kind: "trackingmore-v2", baseUrl: "https://tracking.example/v2" })).toBe("homeward");
  });
});
