import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { addApiAccount } from "#test/factories/accounts";
import { createTestDatabase } from "#test/support/database";
import { createTestServices } from "#test/support/services";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a process of the app until it ends by itself. */
const run = (args: string[], env: Record<string, string> = {}) =>
  new Promise<Ended>((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", ...args],
      { env: { PATH: process.env.PATH, NODE_ENV: "production", ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

const linesOf = ({ stdout }: Ended) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a process that cannot go on", () => {
  it("ends with one line that says why where the database cannot be reached, and with no password", async () => {
    const ended = await run(["app/processes/worker.server.ts"], {
      SHOPIFY_API_KEY: "key",
      SHOPIFY_API_SECRET: "topsecret",
      SHOPIFY_APP_URL: "https://app.example",
      ENCRYPTION_KEY: `a:${Buffer.alloc(32, 7).toString("base64")}`,
      DATABASE_URL: "postgresql://nobody:topsecret@127.0.0.1:9/none",
    });
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(linesOf(ended)).toEqual([
      expect.objectContaining({
        level: 60,
        process: "worker",
        msg: "could not start",
        err: expect.objectContaining({
          message: expect.stringContaining("ECONNREFUSED 127.0.0.1:9") as string,
        }) as object,
      }),
    ]);
    expect(ended.stdout).not.toContain("topsecret");
  });

  it("does not start with another encryption key than what is stored was sealed with", async () => {
    const database = await createTestDatabase();
    const services = await createTestServices(database.url);
    await addApiAccount(services, { email: "desk@service.example" });
    await services[Symbol.asyncDispose]();
    const ended = await run(["app/processes/worker.server.ts"], {
      SHOPIFY_API_KEY: "key",
      SHOPIFY_API_SECRET: "secret",
      SHOPIFY_APP_URL: "https://app.example",
      ENCRYPTION_KEY: `a:${Buffer.alloc(32, 7).toString("base64")}`,
      DATABASE_URL: database.url,
    });
    await database.drop();
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    const err = expect.objectContaining({
      message: expect.stringContaining("ENCRYPTION_KEY is not") as string,
    }) as object;
    expect(linesOf(ended)).toEqual([expect.objectContaining({ level: 60, msg: "could not start", err })]);
  });

  it("tells of an error nobody caught what the log may tell, and nothing that hangs on it", async () => {
    const script = `
      import { runUntilStopped } from "./app/platform/process.server.ts";
      import { createLog } from "./app/platform/log.server.ts";
      await runUntilStopped(createLog("info", "test"), async () => ({ stop: async () => {} }));
      setTimeout(() => { throw Object.assign(new Error("it broke"), { client: { password: "topsecret" } }); }, 0);`;
    const ended = await run(["--input-type=module", "--eval", script]);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(linesOf(ended)).toEqual([
      expect.objectContaining({
        level: 60,
        msg: "ended by an error nobody caught",
        err: expect.objectContaining({ message: "it broke" }) as object,
      }),
    ]);
    expect(ended.stdout).not.toContain("topsecret");
  });
});
