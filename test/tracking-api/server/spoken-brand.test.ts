import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { brands, type Brand } from "~/tracking-api/contract/brands";
import { createTrackingServer, type Mount, type TrackingServer } from "~/tracking-api/server/handler";
import { MemoryTrackingService } from "../memory-service";

const now = () => new Date("2026-11-20T10:00:00Z");
const answered = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });
const number = "RB123456785CN";
const sisters = ["51tracking-v2", "tracktry-v1", "trackru-v1"] as const;
const mounts = ["v1", "v2"] as const;

let server: TrackingServer;
let crashes: unknown[];
beforeEach(() => {
  crashes = [];
  const service = new MemoryTrackingService({ keys: { good: { accountId: "account", keyId: "key" } }, now });
  server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });
});

/** A call as a client of a brand makes it: the brand's own header, at any address. */
async function call(brand: Brand, mount: Mount, path: string, body?: unknown) {
  const response = await server.handle(
    new Request(`http://127.0.0.1/${mount}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { [brands[brand].keyHeader]: "good" },
      body: body === undefined ? null : JSON.stringify(body),
    }),
    { mount },
  );
  const { meta, data } = answered.parse(await response.json());
  expect(crashes).toEqual([]);
  return { code: meta.code, data };
}

describe("a number that comes without a courier", () => {
  const cases = sisters.flatMap((brand) => mounts.map((mount) => ({ brand, mount })));

  it.each(cases)("is given the likeliest one for a client of $brand at /$mount", async ({ brand, mount }) => {
    for (const missing of [{}, { carrier_code: "" }, { carrier_code: null }, { carrier_code: 0 }]) {
      await call(brand, mount, "/trackings/delete", [{ tracking_number: number, carrier_code: "china-post" }]);
      const answer = await call(brand, mount, "/trackings/batch", [{ tracking_number: number, ...missing }]);
      // Added, or there already where the mount deletes nothing; never without a courier.
      expect(answer).toMatchObject({ data: { submitted: 1 } });
      expect(JSON.stringify(answer)).not.toContain('"code":4015');
    }
    expect(await call(brand, mount, "/trackings/get")).toMatchObject({
      data: { total: "1", items: [{ carrier_code: "china-post" }] },
    });
    expect(await call(brand, mount, "/trackings/post", { tracking_number: number })).toMatchObject({ code: 4016 });
    expect(await call(brand, mount, "/trackings/realtime", { tracking_number: number })).toMatchObject({ code: 200 });
  });

  it.each(cases)("is refused where it fits nobody, for a client of $brand at /$mount", async ({ brand, mount }) => {
    const nobody = { tracking_number: "NOBODYS1" };
    expect(await call(brand, mount, "/trackings/post", nobody)).toEqual({ code: 4032, data: [] });
    expect(await call(brand, mount, "/trackings/post", {})).toEqual({ code: 4013, data: [] });
    expect(await call(brand, mount, "/trackings/post", null)).toEqual({ code: 4012, data: [] });
    expect(await call(brand, mount, "/trackings/batch", [nobody, null, 7])).toMatchObject({
      code: 201,
      data: { added: 0, errors: [{ code: 4015 }, { code: 4012 }, { code: 4012 }] },
    });
    expect(await call(brand, mount, "/trackings/post", { tracking_number: number, carrier_code: "??" })).toMatchObject({
      code: 4015,
    });
  });

  it("is 4015 for a client of TrackingMore v2, whose pages ask for it", async () => {
    const answer = await call("trackingmore-v2", "v2", "/trackings/post", { tracking_number: number });
    expect(answer).toEqual({ code: 4015, data: [] });
  });
});

describe("the address that two brands share", () => {
  it.each([
    ["tracktry-v1", 200, { tracking_number: number }],
    ["trackru-v1", 404, [{ tracking_number: number }]],
    ["trackingmore-v2", 404, [{ tracking_number: number }]],
  ] as const)("serves %s by its key's header", async (brand, userInfo, single) => {
    await call(brand, "v1", "/trackings/post", { tracking_number: number, carrier_code: "china-post" });
    expect(await call(brand, "v1", "/trackings/getuserinfo")).toMatchObject({ code: userInfo });
    expect(await call(brand, "v1", `/trackings/china-post/${number}`)).toMatchObject({ code: 200, data: single });
  });
});
