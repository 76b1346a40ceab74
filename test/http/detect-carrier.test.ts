import { describe, expect } from "vitest";
import { z } from "zod";
import { addApiAccount } from "#test/factories/accounts";
import { it as base, kept } from "#test/support/it";
import { serve } from "#test/support/serve";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { servedTrackingApi } from "~/http/tracking-api.server";

let key: string;

const it = base
  .extend("handler", { scope: "file" }, async ({ services }, { onCleanup }) =>
    kept(await serve(servedTrackingApi(services)), onCleanup),
  )
  .extend("detect", ({ handler }) => async (number: string, more: { mount?: "v1" | "v2"; lang?: string } = {}) => {
    const { mount = "v2", lang } = more;
    const response = await fetch(`${handler.url}/${mount}/carriers/detect`, {
      method: "POST",
      headers: { [mount === "v1" ? "api-key" : "trackingmore-api-key"]: key, "content-type": "application/json" },
      body: JSON.stringify({ tracking_number: number, lang }),
    });
    expect(response.status).toBe(200);
    return envelope.parse(await response.json());
  });

it.beforeAll(async ({ services }) => {
  const { id } = await addApiAccount(services);

  key = await createApiKey(services, { accountId: id, name: "test", ratePerSecond: null });
});

const envelope = z.strictObject({
  meta: z.object({ code: z.number(), type: z.string(), message: z.string() }),
  data: z.array(z.strictObject({ name: z.string(), code: z.string() })),
});

describe.each(["v1", "v2"] as const)("POST /%s/carriers/detect", (mount) => {
  it.for([
    ["one that only one carrier's check digit fits", "1Z5R89390357567127", ["ups"]],
    ["a postal one, its operator first", "RB123456785CN", ["china-post", "china-ems", "epacket"]],
    ["one that two carriers' check digits fit", "287809468872", ["fedex", "purolator"]],
    ["one whose check digit one carrier has and whose looks another", "290044691313", ["fedex", "smsa-express"]],
    ["one with blanks and small letters", " rb 123 456 785 gb", ["royal-mail", "parcel-force"]],
    ["a mistyped one, by its looks", "1Z1111111111111111", ["ups"]],
  ] as const)("lists the carriers of %s, likeliest first", async ([_, number, couriers], { detect }) => {
    const { meta, data } = await detect(number, { mount });
    expect(meta.code).toBe(200);
    expect(data.map(({ code }) => code)).toEqual(couriers);
  });

  it.for([
    ["has no carrier's shape", "NOBODY-KNOWS"],
    ["has the shape of a carrier that only its check digit would tell", "3318810010"],
    ["is of a carrier that the list lacks", "TBA010000000000"],
  ] as const)("answers 4032 and an empty list for a number that %s", async ([_, number], { detect }) => {
    expect(await detect(number, { mount })).toMatchObject({
      meta: { code: 4032, message: "Cannot detect courier." },
      data: [],
    });
  });
});

describe("the names in an answer of detect", () => {
  it("are the carriers' own in the language asked for", async ({ detect }) => {
    expect((await detect("RB123456785CN")).data[0]).toEqual({ name: "China Post", code: "china-post" });
    expect((await detect("RB123456785CN", { lang: "cn" })).data[0]).toEqual({ name: "中国邮政", code: "china-post" });
    expect((await detect("RB123456785CN", { lang: "de" })).data[0]).toEqual({ name: "China Post", code: "china-post" });
  });
});
