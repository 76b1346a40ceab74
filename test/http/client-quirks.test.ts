import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startApiServer, type ApiServer } from "#test/support/api-server";
import { sendRaw } from "#test/support/raw-http";

/**
 * One call as a client sends it, byte for byte but for the key, and what the client then does with
 * the answer.
 */
interface Call {
  /** Method and target. */
  line: string;
  headers?: string[];
  /** Sent with a Content-Length, unless the headers bring one or chunks. */
  body?: string;
  code: number;
  /** What the client reads of `data`. */
  reads?: object | unknown[];
}

interface Client {
  keyHeader: string;
  /** On every call. */
  headers?: string[];
  version?: "1.0" | "1.1";
  /** What this client puts between its header lines. */
  between?: string;
  calls: Call[];
}

const number = "RB123456785CN";
const pair = `"tracking_number":"${number}","carrier_code":"china-post"`;
const json = "Content-Type: application/json";
const single = `/trackings/china-post/${number}`;
const item = { tracking_number: number, carrier_code: "china-post" };
const create = (path: string): Call => ({ line: `POST ${path}`, headers: [json], body: `{${pair}}`, code: 200 });
const list = { items: [item] };

const clients: Record<string, Client> = {
  "the official PHP kit": {
    keyHeader: "Trackingmore-Api-Key",
    headers: [json, "Client-Id: 7", "Accept: */*"],
    calls: [
      { line: "GET /v2/carriers/", code: 200 },
      { line: "POST /v2/trackings/post", body: `{${pair},"lang":""}`, code: 200, reads: item },
      {
        line: "POST /v2/trackings/get",
        body: `{"numbers":"${number},A","page":1,"limit":50,"lang":""}`,
        code: 200,
        reads: list,
      },
      { line: `GET /v2${single}/en`, code: 200, reads: item },
      { line: `PUT /v2${single}`, body: '{"title":"new"}', code: 200, reads: { title: "new" } },
      { line: "GET /v2/trackings/getstatusnumber?created_at_min=&created_at_max=", code: 200, reads: { pending: 1 } },
      { line: `DELETE /v2${single}`, code: 200, reads: [] },
    ],
  },
  "the PHP shop module of 2018": {
    keyHeader: "Trackingmore-Api-Key",
    headers: [json],
    calls: [
      create("/v2/trackings/post"),
      {
        line: "POST /v2/trackings/get",
        body: '{"page":1,"limit":100,"created_at_min":0,"created_at_max":4102444800,"update_time_min":0,"update_time_max":4102444800,"order_created_time_min":0,"order_created_time_max":4102444800,"numbers":"","orders":"","lang":""}',
        code: 200,
        reads: list,
      },
      { line: `GET /v2${single}/`, code: 200, reads: { origin_info: {}, stayTimeLength: 0 } },
      { line: `GET /v2${single}/de`, code: 200, reads: item },
      {
        line: "POST /v2/trackings/getstatusnumber",
        body: '{"created_at_min":0,"created_at_max":4102444800}',
        code: 200,
        reads: { pending: 1, expired: 0 },
      },
      { line: `PUT /v2${single}`, body: '{"title":null,"customer_name":null,"status":null}', code: 200, reads: item },
    ],
  },
  "the Guzzle client of the Chinese sister": {
    keyHeader: "Tracking-Api-Key",
    headers: [json, "Lang: cn"],
    calls: [
      { line: "GET /v2/carriers", code: 200 },
      create("/v2/trackings/post"),
      { line: `GET /v2${single}/cn`, code: 200, reads: item },
      { line: `DELETE /v2${single}`, code: 200, reads: [] },
    ],
  },
  "the Python wrapper that labels its forms JSON": {
    keyHeader: "Trackingmore-Api-Key",
    headers: [json, "Accept-Encoding: gzip, deflate", "Connection: keep-alive"],
    calls: [
      {
        line: "POST /v2/trackings/post",
        body: `tracking_number=${number}&carrier_code=china-post`,
        code: 200,
        reads: item,
      },
      { line: `GET /v2${single}/en`, code: 200, reads: item },
      { line: "GET /v2/carriers", headers: ["Lang: en"], code: 200 },
      { line: "POST /v2/carriers/detect", body: `tracking_number=${number}`, code: 200 },
      {
        line: "POST /v2/trackings/realtime",
        body: `tracking_number=${number}&carrier_code=china-post`,
        code: 200,
        reads: list,
      },
    ],
  },
  "the npm package over axios": {
    keyHeader: "Tracking-Api-Key",
    headers: [json, "Accept: application/json, text/plain, */*"],
    calls: [
      { line: "GET /v2/carriers", code: 200 },
      create("/v2/trackings/post"),
      {
        line: "GET /v2/trackings/get?page=1&limit=10",
        body: `{"page":1,"limit":10,"numbers":"${number}"}`,
        code: 200,
        reads: list,
      },
      { line: `PUT /v2${single}`, body: '{"archived":true}', code: 200, reads: { archived: "true" } },
      { line: "GET /v2/trackings/get?archived=true", code: 200, reads: { items: [{ ...item, archived: true }] } },
      { line: "GET /v2/trackings/getstatusnumber", code: 200, reads: { pending: 1 } },
      { line: `DELETE /v2${single}`, body: "{}", code: 200, reads: [] },
    ],
  },
  "the C# class": {
    keyHeader: "Trackingmore-Api-Key",
    headers: ["Content-Type: application/x-www-form-urlencoded", "Expect: 100-continue"],
    calls: [
      { line: "POST /v2/trackings/post", body: `{${pair}}`, code: 200, reads: item },
      {
        line: "POST /v2/trackings/batch",
        body: `[{${pair}}]`,
        code: 201,
        reads: { submitted: 1, added: 0, trackings: [], errors: [{ code: 4016 }] },
      },
      { line: `GET /v2${single}`, code: 200, reads: item },
      { line: `PUT /v2${single}`, body: '{"title":"C#"}', code: 200, reads: { title: "C#" } },
      { line: `DELETE /v2${single}`, headers: ["Content-Length: 0"], code: 200, reads: [] },
    ],
  },
  "the Go class with a quote in its type": {
    keyHeader: "Trackingmore-Api-Key",
    headers: ["Content-Type: application/json'", "User-Agent: Go-http-client/1.1", "Accept-Encoding: gzip"],
    calls: [
      { line: "POST /v2/trackings/post", body: `{${pair}}`, code: 200, reads: item },
      { line: `GET /v2${single}`, code: 200, reads: item },
      {
        line: "POST /v2/trackings/update",
        body: `{${pair},"update_carrier_code":"china-ems"}`,
        code: 200,
        reads: { Usertag: "" },
      },
    ],
  },
  "the Python class over urllib": {
    keyHeader: "Trackingmore-api-key",
    headers: [json, "X-requested-with: XMLHttpRequest", "Accept-Encoding: identity", "Connection: close"],
    calls: [
      { line: "POST /v2/trackings/post", body: `{${pair}}`, code: 200, reads: item },
      { line: "GET /v2/trackings/get?page=1&limit=25", headers: ["Content-Length: 0"], code: 200, reads: list },
      { line: `GET /v2${single}`, headers: ["Content-Length: 0"], code: 200, reads: item },
      { line: `DELETE /v2${single}`, headers: ["Content-Length: 0"], code: 200, reads: [] },
    ],
  },
  "the home automation's TrackRu module over PHP streams": {
    keyHeader: "Api-Key",
    version: "1.0",
    between: "\n",
    headers: ["Content-Type: application/json"],
    calls: [
      {
        line: "POST /v1/carriers/detect",
        body: `{"tracking_number":"${number}"}`,
        code: 200,
        reads: [{ code: "china-post" }, {}, {}],
      },
      {
        line: "POST /v1/trackings/post",
        body: `{${pair},"lang":"RU","title":"Cup","comment":""}`,
        code: 200,
        reads: item,
      },
      {
        line: `GET /v1${single}`,
        body: '{"countryCode":"RU"}',
        code: 200,
        reads: [{ ...item, origin_info: { trackinfo: null }, original_country: "" }],
      },
      { line: `DELETE /v1${single}`, body: '{"countryCode":"RU"}', code: 200, reads: [] },
    ],
  },
  "the Tracktry integration over aiohttp": {
    keyHeader: "Tracktry-Api-Key",
    headers: [json, "Accept: */*", "Accept-Encoding: gzip, deflate"],
    calls: [
      { line: "GET /v1/trackings/get", code: 4031, reads: [] },
      { line: "POST /v1/trackings/post", body: `{"tracking_number":"${number}"}`, code: 200, reads: item },
      { line: "POST /v1/trackings/post", body: '{"tracking_number":"??????"}', code: 4014, reads: [] },
      { line: "POST /v1/trackings/post", body: '{"tracking_number":"NOBODYS-NUMBER_1"}', code: 4032, reads: [] },
      { line: "GET /v1/trackings/get", code: 200, reads: list },
      { line: `GET /v1${single}`, code: 200, reads: item },
      { line: "GET /v1/trackings/getuserinfo", code: 200, reads: { money: 0 } },
      { line: `DELETE /v1${single}`, code: 200, reads: [] },
    ],
  },
  "the same one at the other address": {
    keyHeader: "Tracktry-Api-Key",
    headers: [json],
    calls: [
      {
        line: "POST /v2/trackings/batch",
        body: `[{"tracking_number":"${number}"},{"tracking_number":"NOBODYS-NUMBER_1"}]`,
        code: 201,
        reads: { added: 1, trackings: [item], errors: [{ code: 4015 }] },
      },
      { line: `GET /v2${single}`, code: 200, reads: item },
    ],
  },
  "the typed Go client of Tracktry": {
    keyHeader: "Tracktry-Api-Key",
    headers: [json, "User-Agent: Go-http-client/1.1", "Accept-Encoding: gzip"],
    calls: [
      { line: "POST /v1/trackings/realtime", body: `{${pair},"comment":"x"}`, code: 200, reads: list },
      { line: "GET /v1/trackings/get", code: 200, reads: { items: [{ ...item, archived: false, comment: "x" }] } },
      {
        line: `PUT /v1${single}`,
        body: '{"title":"t","archived":"true","status":4}',
        code: 200,
        reads: { status: "4", archived: "true" },
      },
    ],
  },
  "the Business Central extension": {
    keyHeader: "Trackingmore-Api-Key",
    headers: [],
    calls: [
      { line: `GET /v2${single}`, code: 4031, reads: [] },
      {
        line: "POST /v2/trackings/post",
        headers: ["Content-Type: text/plain; charset=utf-8"],
        body: '{"tracking_number":"RB%20123456785%20CN","carrier_code":"china-post"}',
        code: 200,
      },
      { line: `GET /v2${single}`, code: 200, reads: { carrier_code: "china-post" } },
      { line: "GET /v2/trackings/getuserinfo", code: 200, reads: { phone: "", money: 0 } },
      {
        line: "POST /v2/trackings/aircargo",
        headers: ["Content-Type: text/plain"],
        body: '{"track_number":"17228891936"}',
        code: 4018,
        reads: [],
      },
    ],
  },
  "Java's own client, which offers HTTP/2 first": {
    keyHeader: "Tracktry-Api-Key",
    headers: [
      json,
      "Connection: Upgrade, HTTP2-Settings",
      "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
      "Upgrade: h2c",
      "User-Agent: Java-http-client/17.0.15",
    ],
    calls: [create("/v1/trackings/post"), { line: `GET /v1${single}`, code: 200, reads: item }],
  },
  "the Node class, in chunks": {
    keyHeader: "Trackingmore-Api-Key",
    headers: [json],
    calls: [
      {
        line: "POST /v2/trackings/post",
        headers: ["Transfer-Encoding: chunked"],
        body: `${`{${pair}}`.length.toString(16)}\r\n{${pair}}\r\n0\r\n\r\n`,
        code: 200,
        reads: item,
      },
      { line: `GET /v2${single}`, headers: ["Transfer-Encoding: chunked"], body: "0\r\n\r\n", code: 200, reads: item },
    ],
  },
};

let handler: ApiServer;
beforeAll(async () => {
  handler = await startApiServer();
});
afterAll(() => handler[Symbol.asyncDispose]());

const envelope = z.strictObject({
  meta: z.strictObject({ code: z.number(), type: z.string(), message: z.string() }),
  data: z.unknown(),
});

function bytesOf(
  { keyHeader, headers = [], version = "1.1", between = "\r\n" }: Client,
  call: Call,
  key: string,
): string {
  const own = [...headers, ...(call.headers ?? [])];
  const isMeasured = own.some((line) => /^(Content-Length|Transfer-Encoding):/.test(line));
  const length = call.body === undefined || isMeasured ? [] : [`Content-Length: ${call.body.length}`];
  const connection = own.some((line) => line.startsWith("Connection: ")) ? [] : ["Connection: close"];
  const fields = ["Host: api.trackingmore.com", ...connection, ...length];
  // A stream's own lines end as they should; those it is given come as they are.
  const given = [...own, `${keyHeader}: ${key}`].join(between);
  return `${call.line} HTTP/${version}\r\n${fields.join("\r\n")}\r\n${given}\r\n\r\n${call.body ?? ""}`;
}

describe("what clients of many languages send", () => {
  it.each(Object.entries(clients))("serves %s", async (_name, client) => {
    const key = await handler.newKey();
    for (const call of client.calls) {
      const bytes = bytesOf(client, call, key).replace(
        /Connection: (keep-alive|Upgrade, HTTP2-Settings)/,
        "Connection: close",
      );
      const answer = await sendRaw(handler.url, bytes);
      expect([call.line, answer.status, answer.headers["content-type"]]).toEqual([call.line, 200, "application/json"]);
      // One client finds the code by a pattern; nothing may stand between the colon and the number.
      expect(answer.text).toMatch(new RegExp(`^\\{"meta":\\{"code":${call.code},"type":`));
      const { data } = envelope.parse(JSON.parse(answer.text));
      if (call.reads !== undefined) expect([call.line, data]).toMatchObject([call.line, call.reads]);
    }
  });

  it("serves a carrier list every client can read", async () => {
    const key = await handler.newKey();
    const answer = await sendRaw(
      handler.url,
      `GET /v2/carriers/ HTTP/1.1\r\nTrackingmore-Api-Key: ${key}\r\nConnection: close\r\n\r\n`,
    );
    const texts = {
      name: z.string().min(1),
      code: z.string().min(1),
      phone: z.string(),
      homepage: z.string(),
      picture: z.string(),
    };
    const carriers = z.array(z.looseObject({ ...texts, type: z.enum(["express", "globalpost"]) }));
    expect(carriers.parse(envelope.parse(JSON.parse(answer.text)).data).length).toBeGreaterThan(600);
    expect(answer.text).toMatch(/^[\x20-\x7e]*$/);
    expect(answer.text).toContain('"homepage":"http:\\/\\/');
  });
});
