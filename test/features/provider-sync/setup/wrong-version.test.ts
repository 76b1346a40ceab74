import fc from "fast-check";
import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { MovableClock } from "#test/support/clock";
import { it } from "#test/support/it";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { createTestServices, type TestServices } from "#test/support/services";
import { homewardFarSide } from "#test/support/homeward-far-side";
import { TrackingMoreV4StandIn, V4_KEY } from "#test/support/trackingmore-v4";
import { isSameServer, otherVersions } from "~/features/provider-sync/setup/api-version";
import { connectProvider, type ConnectInput } from "~/features/provider-sync/setup/connect.server";
import { connectionStatus } from "~/features/provider-sync/setup/status.server";
import { testConnection } from "~/features/provider-sync/setup/test.server";
import { runSettingsAction } from "~/routes/app.settings/actions.server";

let services: TestServices;
let provider: MisbehavingServer;
let accountId: string;
/** Which versions the provider answers; it has a page for every other path. */
let versions: { v2: boolean; v4: boolean };
let v2Key: string;

it.beforeEach(async ({ database }) => {
  const clock = new MovableClock();

  services = await createTestServices(database.url, { clock, systemClock: clock });

  accountId = (await addShop(services)).id;

  versions = { v2: true, v4: true };

  const v2 = homewardFarSide("v2", () => services.clock.now());

  const v4 = new TrackingMoreV4StandIn(() => services.clock.now());

  v2Key = v2.apiKey;

  const noSuchPage: Behaviour = { kind: "answer", status: 404, body: "<!doctype html><title>Not found</title>" };

  provider = await startMisbehavingServer({
    kind: "compute",
    answer: (request) => {
      if (versions.v2 && request.path.startsWith("/v2/")) return v2.answer(request);
      return versions.v4 && request.path.startsWith("/v4/") ? v4.answer(request) : noSuchPage;
    },
  });

  return async () => {
    await provider.close();
    await services[Symbol.asyncDispose]();
  };
});

const connect = (changes: Partial<ConnectInput> & Pick<ConnectInput, "kind">) =>
  connectProvider(services, accountId, {
    baseUrl: at(changes.kind === "trackingmore-v4" ? "v4" : "v2"),
    apiKey: V4_KEY,
    accountEmail: "",
    webhookSecret: "",
    ...changes,
  });
const at = (version: "v2" | "v4") => `${provider.url}/${version}`;
const stored = () => services.db.prisma.connection.findUnique({ where: { accountId } });
const v2 = () => ({ kind: "trackingmore-v2" as const, baseUrl: at("v2") });
const v4 = () => ({ kind: "trackingmore-v4" as const, baseUrl: at("v4") });

describe("a key of another version", () => {
  it("is recognised, named and not stored", async () => {
    expect(await connect({ kind: "trackingmore-v2" })).toEqual({ kind: "wrong-version", use: v4() });
    expect(await connect({ kind: "trackingmore-v4", apiKey: v2Key })).toEqual({ kind: "wrong-version", use: v2() });
    expect(await stored()).toBeNull();
  });

  it("is recognised where the chosen version is not answered at all", async () => {
    versions.v2 = false;
    expect(await connect({ kind: "trackingmore-v2" })).toEqual({ kind: "wrong-version", use: v4() });
    versions = { v2: true, v4: false };
    expect(await connect({ kind: "trackingmore-v4", apiKey: v2Key })).toEqual({ kind: "wrong-version", use: v2() });
  });

  it("is recognised by an address of the version that was not chosen", async () => {
    expect(await connect({ kind: "trackingmore-v2", baseUrl: at("v4") })).toEqual({ kind: "wrong-version", use: v4() });
    expect(await connect({ kind: "trackingmore-v4", baseUrl: at("v2") })).toEqual({ kind: "wrong-version", use: v4() });
    const address = { baseUrl: at("v2"), apiKey: v2Key };
    expect(await connect({ kind: "trackingmore-v4", ...address })).toEqual({ kind: "wrong-version", use: v2() });
  });

  it("is only a wrong key where no version takes it", async () => {
    for (const kind of ["trackingmore-v2", "trackingmore-v4"] as const) {
      expect(await connect({ kind, apiKey: "wrong" })).toEqual({ kind: "failed", reason: "bad-key" });
    }
    const elsewhere = { kind: "trackru-v1", baseUrl: at("v2"), apiKey: "wrong" } as const;
    expect(await connect(elsewhere)).toEqual({ kind: "failed", reason: "bad-key" });
  });

  it("can be used at once: the switch takes the key along, on the same server", async () => {
    expect(await connect({ kind: "trackingmore-v2", apiKey: v2Key })).toMatchObject({ kind: "connected" });
    await services.db.query("UPDATE connection SET api_key_enc = $2 WHERE account_id = $1", [
      accountId,
      services.vault.encrypt(V4_KEY),
    ]);
    expect(await testConnection(services, accountId)).toEqual({ kind: "wrong-version", use: v4() });
    expect(await connect({ ...v4(), apiKey: "" })).toMatchObject({ kind: "connected" });
    expect(await stored()).toMatchObject({ kind: "trackingmore_v4", baseUrl: at("v4"), state: "ok" });
    services.clock.advance({ seconds: 1 });
    expect(await testConnection(services, accountId)).toEqual({ kind: "works" });
  });
});

it("is offered as a switch on the settings page, from connecting and from testing", async () => {
  const act = (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return runSettingsAction(services, accountId, form);
  };
  const fields = { intent: "connect", apiKey: V4_KEY, accountEmail: "" };
  const reported = { message: "wrong-version", isError: true, field: null, use: v4() };
  expect(await act({ ...fields, ...v2() })).toEqual(reported);
  expect(await act({ ...fields, ...reported.use })).toMatchObject({ message: "connected", isError: false });
  await services.db.query("UPDATE connection SET kind = 'trackingmore-v2', base_url = $2 WHERE account_id = $1", [
    accountId,
    at("v2"),
  ]);
  services.clock.advance({ seconds: 1 });
  expect(await act({ intent: "test" })).toEqual(reported);
});

describe("a connection in version 4", () => {
  it("keeps the pace of its kind until somebody changed it", async () => {
    await connect({ kind: "trackingmore-v2", apiKey: v2Key });
    expect(await stored()).toMatchObject({ paceIntervalMs: 1_000 });
    await connect(v4());
    expect(await stored()).toMatchObject({ paceIntervalMs: 125 });
    await services.db.query("UPDATE connection SET pace_interval_ms = 40 WHERE account_id = $1", [accountId]);
    await connect(v4());
    expect(await stored()).toMatchObject({ paceIntervalMs: 40 });
  });

  it("stores its webhook secret sealed, shows its end, and takes it to no other server", async () => {
    const secret = "whs-0123456789-abcd";
    await connect({ ...v4(), webhookSecret: ` ${secret} ` });
    expect(Buffer.from((await stored())?.webhookSecretEnc ?? []).toString("latin1")).not.toContain(secret);
    await connect(v4());
    expect(await connectionStatus(services, accountId)).toMatchObject({ webhookSecretEnd: "abcd" });
    expect(JSON.stringify(await connectionStatus(services, accountId))).not.toContain(secret);
    const v4Elsewhere = new TrackingMoreV4StandIn(() => services.clock.now());
    await using other = await startMisbehavingServer({ kind: "compute", answer: v4Elsewhere.answer });
    expect(await connect({ ...v4(), baseUrl: `${other.url}/v4` })).toMatchObject({ kind: "connected" });
    expect(await connectionStatus(services, accountId)).toMatchObject({ webhookSecretEnd: "" });
  });
});

describe("the versions an address may mean", () => {
  const kinds = ["trackingmore-v2", "trackingmore-v4", "trackru-v1", "carrier-feed"] as const;
  const ending = fc.constantFrom("", "/v2", "/v4", "/v1", "/api", "/v2/x");
  const address = fc
    .tuple(fc.webUrl({ withQueryParameters: false, withFragments: false }), ending)
    .map(([url, end]) => `${url.replace(/\/+$/, "")}${end}`);

  it("are on the same server, never the one that was tried, and none for kinds with one version", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), address, (kind, baseUrl) => {
        const others = otherVersions({ kind, baseUrl });
        if (kind === "trackru-v1" || kind === "carrier-feed") expect(others).toEqual([]);
        else expect(others.length).toBeGreaterThan(0);
        for (const other of others) {
          expect(new URL(other.baseUrl).origin).toBe(new URL(baseUrl).origin);
          expect(isSameServer(other.baseUrl, baseUrl)).toBe(true);
          expect(other).not.toEqual({ kind, baseUrl });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["https://api.example/v2", "https://api.example/v4", true],
    ["https://api.example/v2", "https://api.example/v2", true],
    ["https://api.example/v2", "https://api.example.evil/v2", false],
    ["https://api.example/v2", "https://api.example:8443/v2", false],
    ["https://api.example/v2", "http://api.example/v2", false],
    ["https://api.example/shop/v2", "https://api.example/v4", false],
    ["https://v2", "https://v4", false],
  ])("%s and %s are one server: %s", (a, b, same) => {
    expect(isSameServer(a, b)).toBe(same);
  });
});
