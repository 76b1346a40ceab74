import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "#test/support/database";

const SCHEMA = "prisma/schema.prisma";

const failure = z.object({ code: z.number(), stderr: z.string() });

async function node(script: string, args: string[] = [], env: Record<string, string> = {}) {
  try {
    const options = { env: { ...process.env, ...env } };
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], options);
    return { exitCode: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = failure.parse(error);
    return { exitCode: code, output: stderr };
  }
}

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  await client.end();
  return rows.map((row) => row.name);
}

describe("db:check", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "homeward-check-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("fails when the schema has moved on, and prints exactly what the migrations lack", async () => {
    const drifted = path.join(folder, "schema.prisma");
    writeFileSync(drifted, `${readFileSync(SCHEMA, "utf8")}\nmodel Parrot {\n  id Int @id\n}\n`);
    const { exitCode, output } = await node("prisma/check.mjs", ["--schema", drifted]);
    expect(exitCode).toBe(1);
    const statements = output.split("\n").filter((line) => /^(CREATE|ALTER|DROP) /.test(line));
    expect(statements).toEqual(['CREATE TABLE "Parrot" (']);
  });
});

describe("db:migrate", () => {
  let empty: TestDatabase;
  let migrated: TestDatabase;
  beforeAll(async () => {
    [empty, migrated] = await Promise.all([createEmptyDatabase(), createTestDatabase()]);
  });
  afterAll(async () => {
    await empty.drop();
    await migrated.drop();
  });

  it("brings an empty database up to date once, also when another process migrates it at the same time", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => node("prisma/migrate.mjs", [], { DATABASE_URL: empty.url })));
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0, 0]);
    expect(runs.filter((run) => run.output.startsWith("Applied"))).toHaveLength(1);
    expect(await tablesOf(empty.url)).toEqual(expect.arrayContaining(["_prisma_migrations", "account", "shipment"]));
  });

  it("leaves nothing that Prisma's own CLI would want to change", async () => {
    const differences = ["migrate", "diff", "--from-config-datasource", "--to-schema", SCHEMA, "--exit-code"];
    expect(await node("prisma/prisma.mjs", differences, { DATABASE_URL: migrated.url })).toMatchObject({ exitCode: 0 });
  });

  it("says in one line that a server cannot be reached", async () => {
    const { exitCode, output } = await node("prisma/migrate.mjs", [], { DATABASE_URL: "postgresql://x@127.0.0.1:1/x" });
    expect(exitCode).toBe(1);
    expect(output.trim().split("\n")).toHaveLength(1);
  });
});
