import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { listQuery } from "~/tracking-api/contract/list";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { anyCall, expectEnvelope, foreignMark, usualCodes } from "../any-call";
import { MemoryTrackingService } from "../memory-service";
import { createSample } from "../samples";
import { cases } from "#test/support/cases";

const now = () => new Date("2026-11-20T10:00:00Z");
const own = { accountId: "own", keyId: "own" };
const other = { accountId: "other", keyId: "other" };
const theirs = ["RB000000005CN", "9400111899500099999991"].map((number, index) => ({
  ...{ number, courierCode: index === 0 ? "china-post" : "usps" },
  ...{ publicId: String(index + 1).padStart(32, "0"), orderId: `#77${index}` },
}));

describe("any request", () => {
  const crashes: unknown[] = [];
  const service = new MemoryTrackingService({ keys: { good: own, theirs: other }, now });
  const server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });
  const fingerprint = async () => JSON.stringify(await service.list(other, listQuery.parse({ limit: 2000 })));

  beforeAll(async () => {
    const marked = { title: foreignMark, customerName: foreignMark, comment: foreignMark };
    const made = await service.create(
      other,
      theirs.map(({ number, courierCode: carrierCode, orderId }) =>
        createSample({ ...marked, number, carrierCode, orderId }),
      ),
    );
    expect(made).toMatchObject(theirs.map(({ publicId: id }) => ({ kind: "created", id })));
  });

  it(
    "is answered in the envelope, without a crash, and never meets another account",
    { timeout: 120_000 },
    async () => {
      const before = await fingerprint();
      expect(before).toContain(foreignMark);
      const seen = new Set<number>();
      await fc.assert(
        fc.asyncProperty(anyCall("good", theirs), async ({ method, target, headers, body }) => {
          const isGet = method === "GET" || method === "HEAD";
          const request = new Request(`http://127.0.0.1${target}`, { method, headers, body: isGet ? null : body });
          const mount = target.startsWith("/v1") ? "v1" : "v2";
          const response = await server.handle(request, { mount, ...(isGet && body ? { getBody: body } : {}) });
          expect(response.status).toBe(200);
          const text = await response.text();
          if (method === "HEAD") expect(text).toBe("");
          else seen.add(expectEnvelope(text));
          expect(await fingerprint()).toBe(before);
          expect(crashes.splice(0)).toEqual([]);
        }),
        { numRuns: cases(10_000, 2_000) },
      );
      expect([...seen]).toEqual(expect.arrayContaining(usualCodes));
    },
  );
});
