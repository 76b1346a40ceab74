import { beforeEach, describe, expect, it } from "vitest";
import { createTrackingServer, type TrackingServer } from "~/tracking-api/server/handler";
import { apiCodes } from "~/tracking-api/contract/errors";
import { MemoryTrackingService } from "../memory-service";

const now = () => new Date("2026-11-20T10:00:00Z");
const caller = { accountId: "account", keyId: "key" };
const item = { tracking_number: "RB123456785CN", carrier_code: "china-post" };

let service: MemoryTrackingService;
let server: TrackingServer;
let crashes: unknown[];

beforeEach(() => {
  crashes = [];
  service = new MemoryTrackingService({ keys: { good: caller, old: "revoked" }, now });
  server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });
});

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: object | string;
  mount?: "v2" | "v1";
  getBody?: string;
}

interface Answer {
  meta: { code: number; type: string; message: string };
  data: unknown;
}

/**
 * Sends one request and gives the answer's parts; what is in `body` goes out as JSON unless it is
 * text already.
 */
async function call(path: string, { method, headers = {}, body, mount = "v2", getBody }: Call = {}) {
  const request = new Request(`http://127.0.0.1/${mount}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { "trackingmore-api-key": "good", ...lowerCased(headers) },
    body: bodyOf(body),
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
  const bytes = getBody === undefined ? {} : { getBody: new TextEncoder().encode(getBody) };
  const response = await server.handle(request, { mount, ...bytes });
  const text = await response.text();
  const { meta, data }: Answer = JSON.parse(text);
  return { status: response.status, type: response.headers.get("content-type"), text, code: meta.code, meta, data };
}

function bodyOf(body: object | string | undefined): BodyInit | null {
  if (body === undefined) return null;
  if (typeof body === "string" || body instanceof ReadableStream || body instanceof Blob) return body;
  return JSON.stringify(body);
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

describe("the door", () => {
  it("takes the key under any of the four names, on either mount", async () => {
    await call("/trackings/post", { body: item });
    for (const name of ["trackingmore-api-key", "Tracking-Api-Key", "TRACKTRY-API-KEY", "Api-Key"]) {
      for (const mount of ["v1", "v2"] as const) {
        const headers = { "trackingmore-api-key": "", [name]: "good" };
        expect(await call("/trackings/get", { headers, mount })).toMatchObject({ status: 200, code: 200 });
      }
    }
  });

  it.each([
    [{ "Trackingmore-Api-Key": "" }, 4002],
    [{ "Trackingmore-Api-Key": "wrong" }, 4001],
    [{ "Trackingmore-Api-Key": "old" }, 4002],
  ])("answers %j with %i", async (headers, code) => {
    const answer = await call("/trackings/get", { headers });
    expect(answer).toMatchObject({ status: 200, type: "application/json", data: [] });
    expect(answer.meta).toEqual({ code, ...(code === 4001 ? apiCodes[4001] : apiCodes[4002]) });
  });

  it("says 429 in the documented words when the house's limit is reached, at HTTP 200", async () => {
    service.admissions.push("too-fast");
    const answer = await call("/trackings/get");
    expect(answer.text).toBe(
      '{"meta":{"code":429,"type":"Too Many Requests",' +
        '"message":"Exceeded API limits. Pause requests, wait two minute, and try again."},"data":[]}',
    );
    expect(answer.status).toBe(200);
    expect((await call("/trackings/get")).code).toBe(4031);
  });

  it.each([
    ["GET", "/nowhere", 404],
    ["GET", "", 404],
    ["GET", "/trackings", 404],
    ["GET", "/trackings/china-post/RB123456785CN/en/more", 404],
    ["GET", "/trackings/%E0%A4%A/RB123456785CN", 404],
    ["GET", "/trackings/post", 405],
    ["GET", "/trackings/batch", 405],
    ["DELETE", "/trackings/get", 405],
    ["PATCH", "/carriers", 405],
  ])("answers %s %s with %i in the envelope", async (method, path, code) => {
    expect(await call(path, { method })).toMatchObject({ status: 200, code, data: [] });
  });

  it("takes slashes too many", async () => {
    await call("//trackings/post/", { body: item });
    expect(await call("/trackings/china-post/RB123456785CN/")).toMatchObject({ code: 200 });
    expect(await call("/trackings/china-post/RB123456785CN/de/")).toMatchObject({ code: 200 });
    expect(await call("/carriers/")).toMatchObject({ code: 200 });
  });

  it("answers 413 over 1 MiB, in the envelope, announced or not", async () => {
    const large = "x".repeat(1024 * 1024 + 1);
    const announced = { "content-length": String(large.length) };
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    for (const answer of [
      await call("/trackings/post", { body: large, headers: announced }),
      await call("/trackings/post", { body: large }),
      await call("/trackings/post", { body: stream }),
      await call("/trackings/get", { getBody: large }),
    ]) {
      expect(answer).toMatchObject({ status: 413, code: 413, data: [] });
    }
  });

  it("answers a crash with 500 in the envelope and reports it", async () => {
    const crash = new Error("The database is gone");
    service.list = () => Promise.reject(crash);
    expect(await call("/trackings/get")).toMatchObject({ status: 500, code: 500, data: [] });
    expect(crashes).toEqual([crash]);
  });

  it("would rather crash than lose a number of a batch", async () => {
    service.create = () => Promise.resolve([]);
    expect(await call("/trackings/batch", { body: [item] })).toMatchObject({ status: 500, code: 500 });
    expect(crashes).toHaveLength(1);
  });
});

describe("bodies", () => {
  const json = JSON.stringify(item);

  it.each([
    "application/json",
    "application/json'",
    "text/plain",
    "application/text",
    "application/x-www-form-urlencoded",
    "",
  ])("reads JSON labelled %j", async (type) => {
    const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
    expect(await call("/trackings/post", { body: new Blob([json]), headers })).toMatchObject({
      code: 200,
    });
  });

  it("reads a form labelled JSON", async () => {
    const form = "tracking_number=RB123456785CN&carrier_code=china-post&title=Red+mug%21";
    const answer = await call("/trackings/post", { body: form, headers: { "content-type": "application/json" } });
    expect(answer).toMatchObject({ code: 200, data: { title: "Red mug!" } });
  });

  it("reads a byte order mark and keeps every digit of a number that is a number", async () => {
    const answer = await call("/trackings/post", {
      body: '\ufeff{"tracking_number":9400110200881234567890,"carrier_code":"usps"}',
    });
    expect(answer).toMatchObject({ code: 200, data: { tracking_number: "9400110200881234567890" } });
  });

  it.each([
    ["", 4013],
    ["{}", 4013],
    ["[]", 4012],
    ["[1]", 4012],
    ['"text"', 4012],
    ["null", 4012],
    ["{", 4015],
    ["hello", 4015],
    ["<xml/>", 4015],
    ["{'tracking_number':'x'}", 4015],
    [json.slice(0, -4), 4015],
    [`{"tracking_number":${"[".repeat(200_000)}`, 4015],
    [`{"tracking_number":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, 4015],
    [`{"tracking_number":"RB123456785CN","carrier_code":"china-post","title":"\\ud800"}`, 4012],
    [`{"tracking_number":"RB123456785CN","carrier_code":"china-post","title":"\\u0000"}`, 4012],
    [`{"tracking_number":"RB1' OR '1'='1","carrier_code":"china-post"}`, 4014],
    [`{"tracking_number":"RB123456785CN","carrier_code":"nobody-express"}`, 4015],
    ["tracking_number=&carrier_code=usps", 4013],
  ])("answers a create of %.40j with %i and no crash", async (body, code) => {
    expect(await call("/trackings/post", { body })).toMatchObject({ status: 200, code, data: [] });
    expect(crashes).toEqual([]);
  });

  it("answers bytes that are no text with 4015", async () => {
    expect(await call("/trackings/post", { body: new Blob([new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])]) })).toMatchObject(
      {
        code: 4015,
      },
    );
  });
});

describe("creating", () => {
  it("answers the documented object", async () => {
    const body = { ...item, title: "Red mug", order_id: "#1001", order_create_time: "2019/3/4 9:05", lang: "en" };
    expect((await call("/trackings/post", { body })).text).toBe(
      '{"meta":{"code":200,"type":"Success","message":"Success"},"data":{"id":"00000000000000000000000000000001",' +
        '"tracking_number":"RB123456785CN","carrier_code":"china-post","order_create_time":"2019\\/3\\/4 9:05",' +
        '"status":"pending","created_at":"2026-11-20T10:00:00+00:00","customer_email":null,"customer_name":null,' +
        '"customer_phone":null,"order_id":"#1001","comment":null,"title":"Red mug","logistics_channel":null,' +
        '"destination":""}}',
    );
  });

  it("says 0 for no order time, 4016 the second time, 4021 without quota", async () => {
    expect(await call("/trackings/post", { body: item })).toMatchObject({ data: { order_create_time: 0 } });
    expect((await call("/trackings/post", { body: item })).text).toBe(
      '{"meta":{"code":4016,"type":"Bad Request","message":"Tracking already exists."},"data":[]}',
    );
    service.quota = 0;
    const other = { ...item, tracking_number: "RB000000005CN" };
    expect(await call("/trackings/post", { body: other })).toMatchObject({ code: 4021, data: [] });
  });

  it("answers a batch number by number: 200 when all are new, 201 when one is not", async () => {
    const fresh = { ...item, tracking_number: "LX199229770CN" };
    const first = await call("/trackings/batch", { body: [item] });
    expect(first).toMatchObject({ code: 200, data: { submitted: 1, added: 1, errors: [] } });
    const second = await call("/trackings/batch", {
      body: [
        fresh,
        item,
        { carrier_code: "usps" },
        { ...fresh, tracking_number: "??" },
        fresh,
        { ...fresh, carrier_code: "nobody" },
      ],
    });
    expect(second).toMatchObject({ status: 200, code: 201, meta: apiCodes[201] });
    expect(second.data).toMatchObject({
      submitted: 6,
      added: 1,
      trackings: [{ tracking_number: "LX199229770CN", status: "pending" }],
      errors: [
        { ...item, code: 4016, message: "Tracking already exists." },
        { tracking_number: "", carrier_code: "usps", code: 4013, message: "Tracking_number is required." },
        { tracking_number: "??", code: 4014 },
        { tracking_number: "LX199229770CN", code: 4016 },
        { tracking_number: "LX199229770CN", carrier_code: "nobody", code: 4015 },
      ],
    });
  });

  it.each([
    [Array.from({ length: 41 }, () => item), 4020],
    [[], 4012],
    [{}, 4012],
    ["{", 4015],
    ["", 4012],
  ])("refuses %.30j as a batch with %i", async (body, code) => {
    expect(await call("/trackings/batch", { body })).toMatchObject({ status: 200, code, data: [] });
  });
});

describe("reading", () => {
  it("answers a single get with an object, on TrackRu's mount with a list of one", async () => {
    await call("/trackings/post", { body: item });
    const path = "/trackings/china-post/RB123456785CN";
    expect(await call(path)).toMatchObject({ code: 200, data: { tracking_number: "RB123456785CN" } });
    expect(await call(path, { mount: "v1" })).toMatchObject({
      code: 200,
      data: [{ tracking_number: "RB123456785CN" }],
    });
    server = createTrackingServer({
      service,
      now,
      report: () => {},
      mounts: { v2: { brand: "trackingmore-v2" }, v1: { brand: "trackru-v1", singleAs: "object" } },
    });
    expect(await call(path, { mount: "v1" })).toMatchObject({ data: { tracking_number: "RB123456785CN" } });
  });

  it("finds a number however it is written, with or without a body on the GET", async () => {
    await call("/trackings/post", { body: item });
    for (const number of ["rb123456785cn", "RB%20123456785%20CN"]) {
      expect(await call(`/trackings/CHINA-POST/${number}`, { getBody: '{"countryCode":"RU"}' })).toMatchObject({
        code: 200,
      });
    }
  });

  it.each([
    ["/trackings/china-post/RB000000005CN", 4031],
    ["/trackings/china-post/RB000000005CN/EN", 4031],
    ["/trackings/china-post/%27%20OR%201=1--", 4014],
    ["/trackings/china-post/%00%00%00%00%00", 4014],
    ["/trackings/china%20post/RB000000005CN", 4015],
    [`/trackings/china-post/${"1".repeat(5000)}`, 4014],
  ])("answers GET %.50s with %i", async (path, code) => {
    expect(await call(path)).toMatchObject({ status: 200, code, data: [] });
  });

  it("lists with `total` as text, and 4031 with [] when nothing fits", async () => {
    expect(await call("/trackings/get")).toMatchObject({ code: 4031, data: [] });
    await call("/trackings/post", { body: item });
    expect(await call("/trackings/get?page=1&limit=25&status=pending")).toMatchObject({
      code: 200,
      data: { page: 1, limit: 25, total: "1", items: [{ tracking_number: "RB123456785CN" }] },
    });
    expect(await call("/trackings/get?status=transit")).toMatchObject({ code: 4031 });
    expect(await call("/trackings/get?page=2")).toMatchObject({ code: 4031 });
  });

  it("takes the filters from a POST body, a GET body and the query together", async () => {
    await call("/trackings/post", { body: { ...item, order_id: "#1" } });
    await call("/trackings/post", { body: { ...item, tracking_number: "LX199229770CN", order_id: "#2" } });
    const one = { data: { total: "1", items: [{ order_id: "#2" }] } };
    expect(await call("/trackings/get", { body: { orders: "#2", page: 1, numbers: "", lang: null } })).toMatchObject(
      one,
    );
    expect(await call("/trackings/get", { getBody: '{"orders":"#2"}' })).toMatchObject(one);
    expect(await call("/trackings/get?numbers=lx199229770cn", { body: { limit: "5" } })).toMatchObject(one);
    expect(await call("/trackings/get?numbers=LX199229770CN", { body: "" })).toMatchObject(one);
    expect(await call("/trackings/get", { body: [] })).toMatchObject({ data: { total: "2" } });
  });

  it("takes a list in the query as PHP writes it, instead of filtering by nothing", async () => {
    await call("/trackings/post", { body: { ...item, order_id: "#1" } });
    await call("/trackings/post", { body: { ...item, tracking_number: "LX199229770CN", order_id: "#2" } });
    for (const query of ["numbers[]=LX199229770CN&numbers[]=A-1", "numbers%5B0%5D=A-1&numbers%5B1%5D=LX199229770CN"]) {
      expect(await call(`/trackings/get?${query}`)).toMatchObject({
        data: { total: "1", items: [{ order_id: "#2" }] },
      });
    }
    expect(await call("/trackings/get?orders[]=%232")).toMatchObject({ data: { total: "1" } });
    const many = Array.from({ length: 41 }, (_, index) => `numbers[${index}]=A-${index}`).join("&");
    expect(await call(`/trackings/get?${many}`)).toMatchObject({ code: 4012, data: [] });
    expect(await call("/trackings/get?status[]=transit")).toMatchObject({ code: 4033, data: [] });
  });

  it("keeps numbers without an order time when the upper bound is now", async () => {
    await call("/trackings/post", { body: item });
    const seconds = now().getTime() / 1000;
    const oxid = {
      created_at_min: 0,
      created_at_max: seconds,
      order_created_time_min: 0,
      order_created_time_max: seconds,
    };
    expect(await call("/trackings/get", { body: oxid })).toMatchObject({ code: 200, data: { total: "1" } });
  });

  it.each([
    ["status=lost", 4033],
    [`page=${"9".repeat(1_000_000)}`, 4012],
    ["limit=-5", 4012],
    ["created_at_min=%00", 4012],
    [`numbers=${Array.from({ length: 41 }, (_, index) => index).join()}`, 4012],
    ["numbers='%3B%20DROP%20TABLE%20x", 4031],
  ])("answers a list with %.40s by %i", async (query, code) => {
    expect(await call(`/trackings/get?${query}`)).toMatchObject({ status: 200, code, data: [] });
  });

  it("lists the carriers", async () => {
    const answer = await call("/carriers", { headers: { Lang: "cn" } });
    expect(answer).toMatchObject({ code: 200 });
    expect(answer.data).toContainEqual({
      name: "DHL",
      code: "dhl",
      phone: "1 800 225 5345",
      homepage: "https://carrier.example/dhl",
      type: "express",
      picture: "//pictures.example/dhl.png",
    });
  });
});

describe("PUT, DELETE and their many", () => {
  beforeEach(async () => {
    await call("/trackings/post", { body: { ...item, title: "Red mug" } });
  });
  const single = "/trackings/china-post/RB123456785CN";

  it("answers a change in the documented keys, and `archived` only when it was asked for", async () => {
    const plain = await call(single, { method: "PUT", body: { title: "new title", customer_name: null, status: "" } });
    expect(Object.keys(plain.data as object)).toEqual([
      ...["id", "tracking_number", "carrier_code", "created_at", "updated_at", "customer_email", "customer_name"],
      ...["order_id", "title", "destination_code", "customer_phone", "status", "logistics_channel"],
    ]);
    expect(plain).toMatchObject({ code: 200, data: { title: "new title", status: "0" } });
    const asked = await call(single, { method: "PUT", body: { archived: true, status: 7 } });
    expect(asked).toMatchObject({ data: { archived: "true", status: "7", title: "new title" } });
  });

  it.each([
    ["an empty body", ""],
    ["PHP's empty list", "[]"],
    ["nothing but null", "null"],
    ["nulls for everything unset", '{"title":null,"customer_name":null,"order_id":""}'],
  ])("changes nothing for %s", async (_name, body) => {
    expect(await call(single, { method: "PUT", body })).toMatchObject({ code: 200, data: { title: "Red mug" } });
    expect(await call(`${single}/en`, { method: "POST", body })).toMatchObject({ code: 200 });
  });

  it.each([
    ["PUT", single, { status: 5 }, 4012],
    ["PUT", single, "{broken", 4015],
    ["PUT", single, [1], 4012],
    ["PUT", "/trackings/china-post/LX000000005CN", {}, 4017],
    ["DELETE", "/trackings/china-post/LX000000005CN", undefined, 4017],
    ["DELETE", "/trackings/china-post/'--", undefined, 4014],
    ["POST", "/trackings/updatemore", {}, 4012],
    ["POST", "/trackings/delete", [], 4012],
    ["POST", "/trackings/notupdate", "{", 4015],
    ["GET", "/trackings/notupdate", undefined, 405],
    ["POST", "/carriers/detect", {}, 4013],
    ["POST", "/carriers/detect", { tracking_number: "??" }, 4014],
    ["POST", "/carriers/detect", { tracking_number: "NOBODY-KNOWS" }, 4032],
    ["GET", "/trackings/getstatusnumber?created_at_min=soon", undefined, 4012],
  ])("answers %s %s %j with %i", async (method, path, body, code) => {
    expect(await call(path, { method, body })).toMatchObject({ status: 200, code, data: [] });
  });

  it("takes a body on DELETE, and answers []", async () => {
    expect(await call(single, { method: "DELETE", body: { countryCode: "RU" } })).toMatchObject({
      code: 200,
      data: [],
    });
    expect(await call(single)).toMatchObject({ code: 4031 });
  });

  it("names in `errors` what could not be changed, and leaves out what could not be deleted", async () => {
    const many = [{ ...item, title: "x", status: "7" }, { tracking_number: "??", carrier_code: "usps" }, 7];
    expect(await call("/trackings/updatemore", { body: many })).toMatchObject({
      code: 200,
      data: {
        submitted: 3,
        update: 1,
        trackings: [item],
        errors: [
          { tracking_number: "??", carrier_code: "usps", code: 4014 },
          { tracking_number: "", carrier_code: "", code: 4012 },
        ],
      },
    });
    expect(await call("/trackings/delete", { body: many })).toMatchObject({
      data: { submitted: 3, delete: 1, trackings: [item] },
    });
  });

  it("knows on TrackRu the seven of the family, and answers 404 for the others", async () => {
    expect(await call(single, { method: "PUT", body: { title: "v1" }, mount: "v1" })).toMatchObject({ code: 200 });
    for (const path of ["updatemore", "delete", "notupdate", "getuserinfo", "getstatusnumber"]) {
      expect(await call(`/trackings/${path}`, { body: [item], mount: "v1" })).toMatchObject({ status: 200, code: 404 });
    }
    expect(await call(single, { method: "DELETE", mount: "v1" })).toMatchObject({ code: 200 });
  });
});
