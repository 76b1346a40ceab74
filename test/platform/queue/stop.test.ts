import { describe, expect, vi } from "vitest";
import { addShop } from "#test/factories/accounts";
import { it as base } from "#test/support/it";
import { createTestServices } from "#test/support/services";
import { jobHandlers } from "~/processes/job-handlers";

const it = base
  /** A worker whose reading of the inbox is the test's. */
  .extend("startWorker", ({ database }) => async (read: (accountId: string) => Promise<void>) => {
    const services = await createTestServices(database.url, { realJobs: true });
    await services.jobs.work({
      ...jobHandlers(services),
      "process-inbox": ({ accountId }) => read(accountId),
    });
    return services;
  });

describe("a worker that is told to stop", () => {
  it("finishes the job under way, and takes no other", async ({ startWorker }) => {
    const seen: string[] = [];
    let finish = () => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    const worker = await startWorker(async (accountId) => {
      seen.push(accountId);
      await held;
      seen.push("finished");
    });
    const { id: accountId } = await addShop(worker);
    await worker.jobs.enqueue("process-inbox", { accountId });
    await vi.waitFor(() => expect(seen).toEqual([accountId]), { timeout: 5_000 });
    const stopped = worker.jobs.stop({ graceMs: 10_000 });
    finish();
    await stopped;
    expect(seen).toEqual([accountId, "finished"]);
    const open = await worker.db.query("SELECT FROM pgboss.job WHERE name = 'process-inbox' AND state <= 'active'");
    expect(open).toEqual([]);
    await worker.db.close();
  });

  it("hands back a job that does not end in time: another worker does it at once", async ({ startWorker }) => {
    const [first, second]: string[][] = [[], []];
    const worker = await startWorker(async (accountId) => {
      first?.push(accountId);
      await new Promise(() => {});
    });
    const { id: accountId } = await addShop(worker);
    await worker.jobs.enqueue("process-inbox", { accountId });
    await vi.waitFor(() => expect(first).toEqual([accountId]), { timeout: 5_000 });
    const asked = performance.now();
    await worker.jobs.stop({ graceMs: 500 });
    expect(performance.now() - asked).toBeLessThan(5_000);
    await worker.db.close();
    const next = await startWorker(async (id) => void second?.push(id));
    await vi.waitFor(() => expect(second).toEqual([accountId]), { timeout: 8_000 });
    await next[Symbol.asyncDispose]();
  });
});
