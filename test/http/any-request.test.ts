import { Agent, request as ask } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { reportSample, updateSample } from "#test/factories/updates";
import { accountRows } from "#test/support/account-rows";
import { startApiServer, type ApiServer } from "#test/support/api-server";
import type { TestServices } from "#test/support/services";
import { anyCall, expectEnvelope, foreignMark, usualCodes, type AnyCall } from "#test/tracking-api/any-call";
import { createSample } from "#test/tracking-api/samples";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { createTrackings } from "~/features/public-api/tracking-service/create-trackings.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import { createLog } from "~/platform/log.server";
import { cases } from "#test/support/cases";

/**
 * Calls of one batch are sent at the same time, so that they also meet each other in the database.
 */
const BATCH = 25;
const BATCHES = cases(400, 100);

const marked = { title: foreignMark, customerName: foreignMark, customerEmail: `${foreignMark}@example.com` };
const theirs = [
  { number: "RB000000005CN", carrierCode: "china-post", orderId: "#7701" },
  { number: "9400111899500099999991", carrierCode: "usps", orderId: "#7702" },
  // The same pair as one of the caller's own: the two must never be taken for each other.
  { number: "LX199229770CN", carrierCode: "china-ems", orderId: "#7703" },
];

let handler: ApiServer;
let services: TestServices;
let key: string;
let otherId: string;
let calls: fc.Arbitrary<AnyCall>;
const crashes: string[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

beforeAll(async () => {
  handler = await startApiServer({ log: createLog("error", "test", { write: (line) => void crashes.push(line) }) });
  ({ services } = handler);
  key = await handler.newKey();
  otherId = (await addApiAccount(services, { email: `${foreignMark}@provider.example`, quotaRemaining: 7 })).id;
  await addConnection(services, otherId, {
    baseUrl: "http://127.0.0.1:9/v2",
    accountEmail: `${foreignMark}@provider.example`,
  });
  await createApiKey(services, { accountId: otherId, name: "theirs", ratePerSecond: null });
  await addTheirs();
  const rows = await services.db.prisma.shipment.findMany({ where: { accountId: otherId } });
  const foreign = rows.map(({ number, courierCode, publicId, orderName }) => {
    return { number, courierCode, publicId, orderId: orderName ?? "" };
  });
  calls = anyCall(key, foreign);
});
afterAll(async () => {
  agent.destroy();
  await handler[Symbol.asyncDispose]();
});

/** Another account's parcels, with everything that can be told of one. */
async function addTheirs(): Promise<void> {
  await createTrackings(
    services,
    otherId,
    theirs.map((tracking) => createSample({ ...marked, ...tracking })),
  );
  const updates = theirs.map(({ number, carrierCode: courierCode }) =>
    updateSample(number, { courierCode, checkpoints: [reportSample({ text: foreignMark, place: foreignMark })] }),
  );
  expect(await applyUpdates(services, otherId, updates, services.clock.now())).toMatchObject({ changed: 3 });
}

function send({ method, target, headers, body }: AnyCall): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { "content-length": String(body.length) };
    const sent = ask(
      `${handler.url}/`,
      { agent, method, path: target, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

/** Two dots in a path may lead out of the API, to a page. */
const leavesTheApi = (target: string) => !/^\/v[12](\/|$)/.test(new URL(target, handler.url).pathname);

describe("any request, over HTTP and the database", () => {
  it("is answered in the envelope and never meets another account's rows", { timeout: 300_000 }, async () => {
    const before = await accountRows(services.db, otherId);
    expect(before).toMatchObject({
      shipment: expect.stringMatching(/^3 rows/),
      checkpoint: expect.stringMatching(/^3/),
    });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: BATCH, maxLength: BATCH }), async (batch) => {
        for (const [index, { status, text }] of (await Promise.all(batch.map(send))).entries()) {
          expect(status).toBe(200);
          const { method = "", target = "" } = batch[index] ?? {};
          if (method === "HEAD") expect(text).toBe("");
          else if (leavesTheApi(target)) expect(text).toBe("a page");
          else seen.add(expectEnvelope(text));
        }
        expect(crashes.splice(0)).toEqual([]);
        expect(await accountRows(services.db, otherId)).toEqual(before);
      }),
      { numRuns: BATCHES },
    );
    expect([...seen]).toEqual(expect.arrayContaining(usualCodes));
  });

  it("would be noticed if it changed one row", async () => {
    const before = await accountRows(services.db, otherId);
    await services.db.query("UPDATE checkpoint SET place = 'Elsewhere' WHERE account_id = $1", [otherId]);
    const after = await accountRows(services.db, otherId);
    expect(after["checkpoint"]).not.toBe(before["checkpoint"]);
    expect({ ...after, checkpoint: "" }).toEqual({ ...before, checkpoint: "" });
  });
});
