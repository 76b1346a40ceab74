import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addShop } from "#test/factories/accounts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { runAccountCommand } from "~/processes/commands/account-command";
import { createVault } from "~/platform/vault.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";

const EMAIL = "owner@service.example";
const encryptionKey = { id: "test", key: randomBytes(32) };

let database: TestDatabase;
let services: TestServices;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url, { vault: createVault([encryptionKey]) });
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

const account = (...args: string[]) => runAccountCommand(services, args);
const use = (secret: string) => createTrackingService(services).authenticate(secret);

/** The one line a command printed. */
async function printed(...args: string[]): Promise<string> {
  const { out, notes, exitCode } = await account(...args);
  expect({ exitCode, lines: out.length }, notes.join("\n")).toEqual({ exitCode: 0, lines: 1 });
  return out[0] ?? "";
}

describe("account create", () => {
  it("makes an account that signs with its e-mail address, encrypted, and has the quota it was given", async () => {
    const id = await printed("create", "--email", EMAIL, "--name", "Freight desk", "--quota", "250");
    const row = await services.db.prisma.account.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ kind: "api", name: "Freight desk", quotaRemaining: 250, shopDomain: null });
    expect(services.vault.decrypt(row.emailEnc ?? new Uint8Array())).toBe(EMAIL);
  });

  it.each([
    [["create"], "--email needs"],
    [["create", "--email", "nobody"], "--email needs"],
    [["create", "--email", EMAIL, "--quota=-1"], "--quota cannot"],
    [["create", "--email", EMAIL, "--quota", "many"], "--quota needs"],
    [["create", "--email", EMAIL, "--colour", "red"], "--colour"],
    [["create", EMAIL], "asked for differently"],
    [["destroy"], 'no "account destroy"'],
  ])("says what is wrong with %j and makes nothing", async (args, words) => {
    const before = await services.db.prisma.account.count();
    const { out, notes, exitCode } = await account(...args);
    expect({ out, exitCode }).toEqual({ out: [], exitCode: 2 });
    expect(notes[0]).toContain(words);
    expect(notes.join("\n")).toContain("account create --email <address>");
    expect(await services.db.prisma.account.count()).toBe(before);
  });
});

describe("account key", () => {
  it("prints a key that opens the account, alone on standard output, and no other time", async () => {
    const id = await printed("create", "--email", "keys@service.example", "--name", "Key desk");
    const secrets = [
      await printed("key", id, "--name", "By id"),
      await printed("key", "Key desk", "--rate", "none"),
      await printed("key", "keys@service.example", "--rate", "0.5"),
    ];
    for (const secret of secrets) expect(await use(secret)).toMatchObject({ accountId: id });
    const rates = await services.db.prisma.apiKey.findMany({
      where: { accountId: id },
      select: { ratePerSecond: true },
    });
    expect(rates.map((key) => key.ratePerSecond).sort()).toEqual([0.5, 10, null]);
    const listed = (await account("list")).out.join("\n");
    for (const secret of secrets) {
      expect(listed).not.toContain(secret);
      expect(listed).toContain(`…${secret.slice(-4)}`);
    }
    expect(listed).toContain("no rate limit");
  });

  it("makes four and refuses the fifth", async () => {
    const id = await printed("create", "--email", EMAIL);
    for (let count = 0; count < 4; count += 1) await printed("key", id);
    expect(await account("key", id)).toMatchObject({
      out: [],
      exitCode: 1,
      notes: [expect.stringContaining("4 keys")],
    });
  });

  it("makes none for an account it cannot tell, nor for a shop", async () => {
    for (const _ of [1, 2]) await printed("create", "--email", EMAIL, "--name", "Twin");
    const shop = await addShop(services);
    expect(await account("key", "Twin")).toMatchObject({ exitCode: 1, notes: [expect.stringContaining("Several")] });
    for (const called of ["Nobody", shop.id, shop.shop, "A shop", "not@there.example"]) {
      expect(await account("key", called)).toMatchObject({ exitCode: 1, notes: [expect.stringContaining(called)] });
    }
    expect(await account("key", "Key desk", "--rate", "0")).toMatchObject({ exitCode: 2 });
  });
});

describe("account revoke", () => {
  it("takes back the key that ends so, once, and leaves the others", async () => {
    const id = await printed("create", "--email", EMAIL);
    const [gone, kept] = [await printed("key", id), await printed("key", id)];
    await printed("revoke", id, gone.slice(-4));
    expect(await use(gone)).toBe("revoked");
    expect(await use(kept)).toMatchObject({ accountId: id });
    expect(await account("revoke", id, gone.slice(-4))).toMatchObject({ exitCode: 1 });
  });

  it("asks for the id where two keys end alike", async () => {
    const id = await printed("create", "--email", EMAIL);
    for (const _ of [1, 2]) await printed("key", id);
    await services.db.query("UPDATE api_key SET tail = 'aaaa' WHERE account_id = $1", [id]);
    expect(await account("revoke", id, "aaaa")).toMatchObject({ exitCode: 1, notes: [expect.stringContaining("id")] });
    const [first] = await services.db.prisma.apiKey.findMany({ where: { accountId: id } });
    expect(await printed("revoke", id, first?.id ?? "")).toBe(first?.id);
  });
});

describe("account push-add and push-remove", () => {
  const addresses = async (accountId: string) =>
    (await services.db.prisma.pushAddress.findMany({ where: { accountId } })).map(({ url }) => url);

  it("give an account the addresses of its software, and take them away", async () => {
    const id = await printed("create", "--email", EMAIL);
    const url = "https://service.example/hooks";
    await printed("push-add", id, url);
    expect(await addresses(id)).toEqual([url]);
    expect(await account("push-add", id, url)).toMatchObject({
      exitCode: 1,
      notes: [expect.stringContaining("already")],
    });
    for (const more of [1, 2, 3]) await printed("push-add", id, `${url}/${more}`);
    expect(await account("push-add", id, `${url}/4`)).toMatchObject({ exitCode: 1 });
    await printed("push-remove", id, url);
    expect(await addresses(id)).toHaveLength(3);
    expect(await account("push-remove", id, url)).toMatchObject({ exitCode: 1 });
  });

  it("take none that this server must not call", async () => {
    const id = await printed("create", "--email", EMAIL);
    const env = { ALLOW_PRIVATE_ADDRESSES: false };
    for (const url of ["http://service.example/", "https://127.0.0.1/", "nonsense"]) {
      expect(await runAccountCommand({ ...services, env }, ["push-add", id, url])).toMatchObject({
        exitCode: 1,
        out: [],
      });
    }
    expect(await addresses(id)).toEqual([]);
  });
});

it("shows how it is used, on asking and on saying nothing", async () => {
  expect(await account("--help")).toMatchObject({ exitCode: 0, out: [expect.stringContaining("account revoke")] });
  expect(await account()).toMatchObject({ exitCode: 2 });
});

describe("the process of the command", () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const given = { NODE_ENV: "production" as const, PATH: process.env.PATH, DATABASE_URL: database.url, ...env };
      const child = execFile(
        process.execPath,
        ["--import", "tsx", "app/processes/account.server.ts", ...args],
        { env: given },
        (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      );
    });
  const fitting = `test:${encryptionKey.key.toString("base64")}`;

  it("prints the id and the key and nothing else, and what it made opens the API", async () => {
    const made = await run(["create", "--email", EMAIL], { ENCRYPTION_KEY: fitting });
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    const key = await run(["key", made.stdout.trim()], { ENCRYPTION_KEY: fitting });
    expect(await use(key.stdout.trim())).toMatchObject({ accountId: made.stdout.trim() });
  });

  it("writes nothing with a key that is not the app's, and makes none of its own", async () => {
    await printed("create", "--email", EMAIL);
    const other = await run(["list"], { ENCRYPTION_KEY: `test:${randomBytes(32).toString("base64")}` });
    expect(other).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("ENCRYPTION_KEY is not the one"),
    });
    const none = await run(["list"], { DATA_DIR: "/nowhere" });
    expect(none).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("ENCRYPTION_KEY: is missing") });
  });

  it("says how it is used without any environment", async () => {
    const help = await run(["--help"], { DATABASE_URL: "", DATA_DIR: "/nowhere" });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("account create --email"), stderr: "" });
  });

  it("ends with a sentence where there is no database", async () => {
    const lost = await run(["list"], { ENCRYPTION_KEY: fitting, DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none" });
    expect(lost).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("could not reach the database"),
    });
  });

  it("says what to run where the database is empty", async () => {
    const empty = await createEmptyDatabase();
    const early = await run(["list"], { ENCRYPTION_KEY: fitting, DATABASE_URL: empty.url });
    expect(early).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("npm run db:migrate") });
    await empty.drop();
  });
});
