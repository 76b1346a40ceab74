import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { itWithNewServices } from "#test/support/it";
import { createApiKey, issueApiKey } from "~/features/public-api/keys/create-key.server";
import { MAX_LIVE_KEYS } from "~/features/public-api/keys/key-limits";
import { listApiKeys, revokeApiKey } from "~/features/public-api/keys/manage-keys.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";

const it = itWithNewServices
  .extend("accountId", async ({ services }) => (await addShop(services)).id)
  .extend(
    "issue",
    ({ services, accountId }) =>
      (name = "Warehouse", account = accountId) =>
        issueApiKey(services, { accountId: account, name, ratePerSecond: 10 }),
  )
  .extend(
    "list",
    ({ services, accountId }) =>
      () =>
        listApiKeys(services, accountId),
  )
  .extend(
    "use",
    ({ services }) =>
      (secret: string) =>
        createTrackingService(services).authenticate(secret),
  );

async function secretOf(issued: ReturnType<typeof issueApiKey>): Promise<string> {
  const result = await issued;
  if (result.kind !== "issued") throw new Error(`No key was made: ${result.kind}`);
  return result.secret;
}

describe("the keys of an account", () => {
  it("are listed newest first, by name and by how they end, never as themselves", async ({ services, issue, list }) => {
    const first = await secretOf(issue("Warehouse"));
    services.systemClock.advance({ seconds: 1 });
    const second = await secretOf(issue("Shop floor"));
    const keys = await list();
    expect(keys).toMatchObject([
      { name: "Shop floor", tail: second.slice(-4), ratePerSecond: 10, lastUsedAt: null },
      { name: "Warehouse", tail: first.slice(-4), createdAt: new Date("2026-11-20T12:00:00Z") },
    ]);
    expect(JSON.stringify(keys)).not.toContain(first);
  });

  it("are four at most, however many are asked for at once", async ({ issue, list }) => {
    const results = await Promise.all(Array.from({ length: 12 }, () => issue()));
    expect(results.filter((result) => result.kind === "issued")).toHaveLength(MAX_LIVE_KEYS);
    expect(results.filter((result) => result.kind === "too-many-keys")).toHaveLength(12 - MAX_LIVE_KEYS);
    expect(await list()).toHaveLength(MAX_LIVE_KEYS);
  });

  it("leave room when one is taken back, and do not count another account's", async ({
    services,
    accountId,
    issue,
    list,
  }) => {
    for (let made = 0; made < MAX_LIVE_KEYS; made += 1) await secretOf(issue());
    expect(await issue("Other", (await addShop(services)).id)).toMatchObject({ kind: "issued" });
    const [oldest] = (await list()).slice(-1);
    expect(await revokeApiKey(services, accountId, oldest?.id ?? "")).toEqual({ kind: "revoked" });
    expect(await issue()).toMatchObject({ kind: "issued" });
  });

  it("may be written again with the same secret, and stay one key", async ({ services, accountId, list }) => {
    const secret = "11111111-2222-4333-8444-555555555555";
    for (const name of ["Scripts", "Renamed"])
      expect(await createApiKey(services, { accountId, name, ratePerSecond: null, secret })).toBe(secret);
    expect(await list()).toMatchObject([{ name: "Scripts", ratePerSecond: null, tail: "5555" }]);
  });
});

describe("a key taken back", () => {
  it("opens nothing from then on, is not listed, and is taken back once", async ({
    services,
    accountId,
    issue,
    list,
    use,
  }) => {
    const secret = await secretOf(issue());
    const [key] = await list();
    expect(await use(secret)).toMatchObject({ accountId });
    expect(await revokeApiKey(services, accountId, key?.id ?? "")).toEqual({ kind: "revoked" });
    expect(await use(secret)).toBe("revoked");
    expect(await list()).toEqual([]);
    expect(await revokeApiKey(services, accountId, key?.id ?? "")).toEqual({ kind: "not-found" });
  });

  it("is not another account's to take back", async ({ services, accountId, issue, list, use }) => {
    const secret = await secretOf(issue());
    const [key] = await list();
    const other = await addShop(services);
    expect(await revokeApiKey(services, other.id, key?.id ?? "")).toEqual({ kind: "not-found" });
    expect(await use(secret)).toMatchObject({ accountId });
  });
});

it("notes when a key was last used, and writes it once a minute however often it calls", async ({
  services,
  accountId,
  issue,
  list,
  use,
}) => {
  const secret = await secretOf(issue());
  const written = async () => {
    const [row] = await services.db.query<{ version: string }>(
      "SELECT xmin::text AS version FROM api_key WHERE account_id = $1",
      [accountId],
    );
    return row?.version;
  };
  await use(secret);
  const used = services.systemClock.now();
  expect(await list()).toMatchObject([{ lastUsedAt: used }]);
  const version = await written();
  for (let call = 0; call < 20; call += 1) {
    services.systemClock.advance({ seconds: 2 });
    await use(secret);
  }
  expect(await written()).toBe(version);
  services.systemClock.advance({ seconds: 30 });
  await use(secret);
  expect(await list()).toMatchObject([{ lastUsedAt: services.systemClock.now() }]);
});
