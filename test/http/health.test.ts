import { randomUUID } from "node:crypto";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, type Database } from "~/platform/database/client.server";
import { readiness } from "~/features/operations/readiness.server";
import { createLog } from "~/platform/log.server";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "#test/support/database";

const log = createLog("silent", "test");

describe("readiness", () => {
  const running = { isRunning: () => true };
  let migrated: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    migrated = await createTestDatabase();
    db = connectDatabase(migrated.url, { log, poolSize: 2 });
  });
  afterAll(async () => {
    await db.close();
    await migrated.drop();
  });

  it("is given when the database is migrated and the queue runs", async () => {
    expect(await readiness({ db, jobs: running })).toEqual({ ready: true, reason: "ok" });
  });

  it("is refused while the queue does not run", async () => {
    expect(await readiness({ db, jobs: { isRunning: () => false } })).toMatchObject({ ready: false });
  });

  it("names the migration that was never applied", async () => {
    const [last] = await db.query<{ name: string }>(
      "DELETE FROM _prisma_migrations WHERE started_at = (SELECT max(started_at) FROM _prisma_migrations) RETURNING migration_name AS name",
    );
    expect(await readiness({ db, jobs: running })).toEqual({
      ready: false,
      reason: `Not migrated yet: ${last?.name ?? ""}`,
    });
  });

  it("says that an empty database has not been migrated", async () => {
    const empty = await createEmptyDatabase();
    const emptyDb = connectDatabase(empty.url, { log, poolSize: 1 });
    expect(await readiness({ db: emptyDb, jobs: running })).toEqual({
      ready: false,
      reason: "The database has not been migrated",
    });
    await emptyDb.close();
    await empty.drop();
  });

  it("says that all connections are taken, which is not mended by starting the database again", async () => {
    const narrow = await createTestDatabase();
    const role = `narrow_${randomUUID().replaceAll("-", "")}`;
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'narrow' CONNECTION LIMIT 0`);
    const url = new URL(narrow.url);
    url.username = role;
    url.password = "narrow";
    const refused = connectDatabase(url.toString(), { log, poolSize: 1 });
    expect(await readiness({ db: refused, jobs: running })).toEqual({
      ready: false,
      reason: "The database has no connection left for this process",
    });
    await refused.close();
    await narrow.drop();
    await db.query(`DROP ROLE ${role}`);
  });

  it("is refused while the database is gone", async () => {
    const gone = await createTestDatabase();
    const lost = connectDatabase(gone.url, { log, poolSize: 1 });
    expect(await readiness({ db: lost, jobs: running })).toMatchObject({ ready: true });
    await gone.drop();
    expect(await readiness({ db: lost, jobs: running })).toMatchObject({
      ready: false,
      reason: expect.stringContaining("does not answer") as string,
    });
    await lost.close();
  });

  it("is refused in time by a database that takes the connection and says nothing", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const url = `postgres://nobody@127.0.0.1:${String((mute.address() as AddressInfo).port)}/nothing`;
    const frozen = connectDatabase(url, { log, poolSize: 1 });
    const asked = performance.now();
    expect(await readiness({ db: frozen, jobs: running }, 50)).toEqual({
      ready: false,
      reason: "The database does not answer",
    });
    expect(performance.now() - asked).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
    await frozen.close();
    await new Promise((resolve) => mute.close(resolve));
  });
});
