import { createHash } from "node:crypto";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountRows } from "#test/support/account-rows";
import { startApiServer, type ApiServer } from "#test/support/api-server";
import { expectEnvelope } from "#test/tracking-api/any-call";
import { createLog } from "~/platform/log.server";

const MIB = 1024 * 1024;
const crashes: string[] = [];
let handler: ApiServer;
let key: string;
let accountId: string;

beforeAll(async () => {
  handler = await startApiServer({ log: createLog("error", "test", { write: (line) => void crashes.push(line) }) });
});
afterAll(() => handler[Symbol.asyncDispose]());
beforeEach(async () => {
  key = await handler.newKey();
  ({ accountId } = await handler.services.db.prisma.apiKey.findFirstOrThrow({ where: { tail: key.slice(-4) } }));
});

/** Sends a text or bytes as they are and gives HTTP's status and the envelope's code. */
async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) {
  const response = await fetch(`${handler.url}/v2${path}`, {
    method,
    headers: { "trackingmore-api-key": key, ...headers },
    body: body ?? null,
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  const code = expectEnvelope(await response.text());
  expect(crashes.splice(0)).toEqual([]);
  return { status: response.status, code };
}
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
const nested = (size: number) => "[".repeat(size / 2) + "]".repeat(size / 2);
const pair = '"tracking_number":"RB123456785CN","carrier_code":"china-post"';

describe("bad input is refused with its code, over HTTP and the database", () => {
  const cases: [string, string, string, string | Uint8Array<ArrayBuffer> | undefined, number][] = [
    [
      "SQL as a number",
      "POST",
      "/trackings/post",
      `{"tracking_number":"x'; DROP TABLE shipment; --","carrier_code":"usps"}`,
      4014,
    ],
    [
      "SQL as a courier",
      "POST",
      "/trackings/post",
      `{"tracking_number":"RB123456785CN","carrier_code":"usps' OR '1'='1"}`,
      4015,
    ],
    ["SQL as a status", "GET", "/trackings/get?status=transit'%20OR%20'1'='1", undefined, 4033],
    ["SQL as a page", "GET", "/trackings/get?page=1;%20DELETE%20FROM%20shipment", undefined, 4012],
    ["SQL as a time", "GET", "/trackings/get?created_at_min=now()", undefined, 4012],
    ["SQL in the path", "GET", "/trackings/usps/1%27%20OR%20%271%27=%271", undefined, 4014],
    ["SQL as a number to delete", "DELETE", "/trackings/usps/%27;DELETE%20FROM%20shipment;--", undefined, 4014],
    ["NUL in a text", "POST", "/trackings/post", `{${pair},"title":"a\\u0000b"}`, 4012],
    [
      "NUL in a number",
      "POST",
      "/trackings/post",
      '{"tracking_number":"RB123\\u0000456785CN","carrier_code":"usps"}',
      4014,
    ],
    ["NUL as a byte between quotes", "POST", "/trackings/post", bytes('{"tracking_number":"', [0], '"}'), 4015],
    ["NUL in the path", "GET", "/trackings/usps/RB123%00456785CN", undefined, 4014],
    ["NUL in a filter", "GET", "/trackings/get?orders=%00", undefined, 4012],
    ["half a surrogate pair, escaped", "POST", "/trackings/post", `{${pair},"title":"\\ud83d"}`, 4012],
    [
      "half a surrogate pair, as bytes",
      "POST",
      "/trackings/post",
      bytes(`{${pair},"title":"`, [0xed, 0xa0, 0xbd], '"}'),
      4015,
    ],
    ["half a surrogate pair in the path", "GET", "/trackings/usps/%ED%A0%BD1234", undefined, 404],
    ["half a surrogate pair in a filter", "POST", "/trackings/get", '{"orders":"\\udc00"}', 4012],
    ["bytes of UTF-16", "POST", "/trackings/post", Uint8Array.from(Buffer.from(`{${pair}}`, "utf16le")), 4015],
    ["a number that is there twice", "POST", "/trackings/post", `{${pair},"tracking_number":""}`, 4013],
    [
      "a number of a million digits",
      "POST",
      "/trackings/post",
      `{"tracking_number":${"9".repeat(1_000_000)},"carrier_code":"usps"}`,
      4014,
    ],
    ["a page of a million digits", "GET", `/trackings/get?page=${"9".repeat(1_000_000)}`, undefined, 4012],
    ["a page of a million digits in a body", "POST", "/trackings/get", `{"page":${"9".repeat(1_000_000)}}`, 4012],
    ["a page size of a million digits", "POST", "/trackings/get", `{"limit":"${"9".repeat(1_000_000)}"}`, 4012],
    ["a time with an exponent beyond numbers", "POST", "/trackings/get", '{"created_at_min":1e999}', 4012],
    ["a page before the first", "GET", "/trackings/get?page=-1", undefined, 4012],
    ["nesting as deep as a body may be", "POST", "/trackings/post", nested(MIB), 4015],
    ["nesting that ends nowhere", "POST", "/trackings/batch", "[".repeat(MIB), 4015],
    ["nesting inside a field", "POST", "/trackings/post", `{${pair},"title":${nested(200)}}`, 4012],
    ["a text longer than any field", "POST", "/trackings/post", `{${pair},"title":"${"x".repeat(2001)}"}`, 4012],
    ["a prototype as a body", "POST", "/trackings/post", '{"__proto__":{"tracking_number":"RB123456785CN"}}', 4013],
    [
      "an object with a toString of its own",
      "PUT",
      "/trackings/usps/RB123456785CN",
      '{"archived":{"toString":1}}',
      4017,
    ],
    ["41 in a batch", "POST", "/trackings/batch", JSON.stringify(Array.from({ length: 41 }, () => ({}))), 4020],
    ["201 to delete", "POST", "/trackings/delete", JSON.stringify(Array.from({ length: 201 }, () => ({}))), 4020],
    [
      "41 numbers",
      "GET",
      `/trackings/get?numbers=${Array.from({ length: 41 }, (_, at) => `RB${at}`).join(",")}`,
      undefined,
      4012,
    ],
    ["XML", "POST", "/trackings/post", "<tracking><number>RB123456785CN</number></tracking>", 4015],
    ["a method nobody offers", "PATCH", "/trackings/post", `{${pair}}`, 405],
    ["an address nobody has", "POST", "/trackings/post/all/of/them", `{${pair}}`, 404],
  ];

  it.each(cases)("%s", async (_what, method, path, body, code) => {
    const before = await accountRows(handler.services.db, accountId);
    expect(await call(method, path, body)).toEqual({ status: 200, code });
    const { api_key: used, ...after } = await accountRows(handler.services.db, accountId);
    expect(used).toMatch(/^1 rows/);
    expect(after).toEqual({ ...before, api_key: undefined });
  });

  it("keeps the later of a field that is there twice", async () => {
    expect(await call("POST", "/trackings/post", `{"tracking_number":"LX199229770CN",${pair}}`)).toMatchObject({
      code: 200,
    });
    expect(await call("GET", "/trackings/china-post/RB123456785CN")).toMatchObject({ code: 200 });
    expect(await call("GET", "/trackings/china-post/LX199229770CN")).toMatchObject({ code: 4031 });
  });

  it("takes an order of any length a text may have, and finds it", async () => {
    const rest = Array.from({ length: 40 }, (_, at) => createHash("sha512").update(`${at}`).digest("base64")).join("");
    const longest = rest.replace(/[^0-9A-Za-z]/g, "").slice(0, 2_000);
    expect(await call("POST", "/trackings/post", `{${pair},"order_id":"${longest}"}`)).toMatchObject({ code: 200 });
    expect(await call("GET", `/trackings/get?orders=${longest}`)).toMatchObject({ code: 200 });
    expect(await call("PUT", "/trackings/china-post/RB123456785CN", `{"order_id":"${longest}"}`)).toMatchObject({
      code: 200,
    });
  });

  it("stores SQL as the text it is", async () => {
    const title = "Robert'); DROP TABLE shipment; --";
    expect(await call("POST", "/trackings/post", `{${pair},"title":${JSON.stringify(title)}}`)).toMatchObject({
      code: 200,
    });
    expect(await handler.services.db.prisma.shipment.findMany({ where: { accountId } })).toMatchObject([{ title }]);
  });
});

describe("a packed body", () => {
  const post = (body: Buffer, encoding: string) =>
    call("POST", "/trackings/post", Uint8Array.from(body), { "content-encoding": encoding });

  it.each([
    ["gzip", gzipSync],
    ["GZIP", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["identity", (text: string) => Buffer.from(text)],
    ["gzip", (text: string) => Buffer.from(text)],
  ])("is taken with %s", async (encoding, pack) => {
    expect(await post(pack(`{${pair}}`), encoding)).toEqual({ status: 200, code: 200 });
    expect(await call("GET", "/trackings/china-post/RB123456785CN")).toMatchObject({ code: 200 });
  });

  it("is refused where it is cut off, packed in another way, or larger than a body may be", async () => {
    const whole = gzipSync(`{${pair}}`);
    expect(await post(whole.subarray(0, whole.length - 9), "gzip")).toEqual({ status: 200, code: 4015 });
    expect(await post(brotliCompressSync(`{${pair}}`), "br")).toEqual({ status: 200, code: 4012 });
    expect(await post(gzipSync(Buffer.alloc(MIB + 1, 32)), "gzip")).toEqual({ status: 413, code: 413 });
    expect(await post(gzipSync(Buffer.alloc(200 * MIB, 32)), "gzip")).toEqual({ status: 413, code: 413 });
    expect(await call("GET", "/trackings/china-post/RB123456785CN")).toMatchObject({ code: 4031 });
  });
});

describe("HEAD", () => {
  it("is answered as GET is, without the text", async () => {
    await call("POST", "/trackings/post", `{${pair}}`);
    for (const path of ["/v2/trackings/get", "/v2/carriers", "/v2/nowhere", "/v2/trackings/post", "/v2/docs"]) {
      const ask = async (method: string) => {
        const response = await fetch(handler.url + path, { method, headers: { "trackingmore-api-key": key } });
        const { status, headers } = response;
        const result = ["content-type", "content-length"].map((name) => headers.get(name));
        return { status, result, text: await response.text() };
      };
      const { text, ...got } = await ask("GET");
      const head = await ask("HEAD");
      expect(text).not.toBe("");
      expect(head.text).toBe("");
      expect(head.status).toBe(got.status);
      expect(head.result).toEqual(got.result);
    }
  });
});

describe("a body over 1 MiB", () => {
  const ten = Uint8Array.from(Buffer.from(nested(10 * MIB)));
  const inPieces = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < ten.length; at += MIB) controller.enqueue(ten.subarray(at, at + MIB));
        controller.close();
      },
    });

  it.each(["/v2/trackings/post", "/v2/trackings/batch", "/v1/trackings/post"])(
    "is 413 at %s, in the envelope",
    async (path) => {
      for (const body of [ten, Uint8Array.from(Buffer.alloc(MIB + 1, 32)), inPieces()]) {
        const headers = { "api-key": key };
        const response = await fetch(`${handler.url}${path}`, { method: "POST", headers, body, duplex: "half" });
        expect(response.status).toBe(413);
        expect(expectEnvelope(await response.text())).toBe(413);
      }
      expect(crashes).toEqual([]);
    },
  );

  it("is read to its last byte at exactly 1 MiB", async () => {
    expect(await call("POST", "/trackings/post", `{${pair}}`.padEnd(MIB))).toEqual({ status: 200, code: 200 });
    expect(await call("POST", "/trackings/post", `{${pair}}`.padEnd(MIB + 1))).toEqual({ status: 413, code: 413 });
  });
});
