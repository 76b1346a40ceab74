import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer, type ApiServer } from "#test/support/api-server";
import { sendRaw } from "#test/support/raw-http";
import { listening } from "#test/support/serve";
import { createHttpServer } from "~/http/server/http-server.server";

let handler: ApiServer;
let key: string;

beforeAll(async () => {
  handler = await startApiServer();
  key = await handler.newKey();
});
afterAll(() => handler[Symbol.asyncDispose]());

const create = '{"tracking_number":"RB123456785CN","carrier_code":"china-post"}';
const detect = '{"tracking_number":"RB123456785CN"}';
const lines = (...given: string[]) => given.join("\r\n");
/**
 * A detect as HTTP is meant to be, and what a case changes about it; it changes nothing here, so it
 * can be asked again and again.
 */
const post = (changes: { line?: string; headers?: string[]; body?: string } = {}) => {
  const { line = "POST /v2/carriers/detect HTTP/1.1", headers = ["Host: x", `Content-Length: ${detect.length}`] } =
    changes;
  return lines(line, `Trackingmore-Api-Key: ${key}`, "Connection: close", ...headers, "", changes.body ?? detect);
};

describe("HTTP as old clients speak it", () => {
  const cases: [string, () => string][] = [
    [
      "HTTP/1.0 without Host",
      () => post({ line: "POST /v2/carriers/detect HTTP/1.0", headers: [`Content-Length: ${detect.length}`] }),
    ],
    ["HTTP/1.1 without Host", () => post({ headers: [`Content-Length: ${detect.length}`] })],
    ["bare line feeds for all line ends", () => post().replaceAll("\r\n", "\n")],
    [
      "bare line feeds between some headers",
      () => post({ headers: [`Host: x\nContent-Length: ${detect.length}\nX-Old: 1`] }),
    ],
    [
      "Expect: 100-continue",
      () => post({ headers: ["Host: x", "Expect: 100-continue", `Content-Length: ${detect.length}`] }),
    ],
    [
      "an Expect nobody knows",
      () => post({ headers: ["Host: x", "Expect: kindness", `Content-Length: ${detect.length}`] }),
    ],
    [
      "a body in chunks",
      () =>
        post({
          headers: ["Host: x", "Transfer-Encoding: chunked"],
          body: lines("5", detect.slice(0, 5), (detect.length - 5).toString(16), detect.slice(5), "0", "", ""),
        }),
    ],
    [
      "Accept-Encoding: gzip",
      () => post({ headers: ["Host: x", "Accept-Encoding: gzip, deflate, br", `Content-Length: ${detect.length}`] }),
    ],
    [
      "an offer to speak HTTP/2",
      () =>
        post({ headers: ["Host: x", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk", `Content-Length: ${detect.length}`] }),
    ],
    [
      "the whole address in the first line, as through a proxy",
      () => post({ line: "POST http://api.trackingmore.com/v2/carriers/detect HTTP/1.1" }),
    ],
    ["two slashes before the mount", () => post({ line: "POST //v2/carriers/detect HTTP/1.1" })],
    ["two slashes after the mount and one at the end", () => post({ line: "POST /v2//carriers/detect/ HTTP/1.1" })],
    [
      "Content-Type twice",
      () =>
        post({
          headers: [
            "Host: x",
            "Content-Type: application/json",
            "Content-Type: application/x-www-form-urlencoded",
            `Content-Length: ${detect.length}`,
          ],
        }),
    ],
    ["header names in capitals", () => post().replace("Trackingmore-Api-Key", "TRACKINGMORE-API-KEY")],
    ["a key with blanks around it", () => post().replace(key, `  ${key}  `)],
    [
      "bytes beyond ASCII in a header",
      () => post({ headers: ["Host: x", "User-Agent: \u00fcber", `Content-Length: ${detect.length}`] }),
    ],
  ];

  it.each(cases)("is served with %s", async (_what, request) => {
    const answer = await sendRaw(handler.url, request());
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(answer.text.length),
    });
    expect(JSON.parse(answer.text)).toMatchObject({ meta: { code: 200 }, data: [{ code: "china-post" }, {}, {}] });
  });

  it("reads a body that comes with a GET or a DELETE", async () => {
    for (const [line, code] of [
      ["POST /v2/trackings/post HTTP/1.1", 200],
      ["GET /v2/trackings/get HTTP/1.1", 200],
      ["DELETE /v2/trackings/china-post/RB123456785CN HTTP/1.1", 200],
    ] as const) {
      const answer = await sendRaw(
        handler.url,
        post({ line, headers: ["Host: x", `Content-Length: ${create.length}`], body: create }),
      );
      expect([line, JSON.parse(answer.text)]).toMatchObject([line, { meta: { code } }]);
    }
  });
});

describe("what is no HTTP", () => {
  it.each([
    ["words", "hello there\r\n\r\n", 400, 4012],
    ["a method HTTP does not have", "FETCH /v2/carriers HTTP/1.1\r\nHost: x\r\n\r\n", 400, 4012],
    ["NUL in a header", "GET /v2/carriers HTTP/1.1\r\nHost: x\r\nApi-Key: a\u0000b\r\n\r\n", 400, 4012],
    ["NUL in the address", "GET /v2/\u0000carriers HTTP/1.1\r\nHost: x\r\n\r\n", 400, 4012],
    ["a length that is none", "POST /v2/trackings/post HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", 400, 4012],
    [
      "two different lengths",
      "POST /v2/trackings/post HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
      4012,
    ],
    [
      "a length and chunks",
      "POST /v2/trackings/post HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
      4012,
    ],
    ["a head that has no end", `GET /v2/carriers HTTP/1.1\r\nX-Long: ${"x".repeat(1_200_000)}`, 431, 4012],
    ["TRACE", "TRACE /v2/carriers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, 405],
    ["bare line feeds before another door", "GET /admin HTTP/1.1\nHost: x\nConnection: close\n\n", 400, 4012],
    ["the same with the API's name further on", "GET /hooks/v2/ HTTP/1.1\nHost: x\nConnection: close\n\n", 400, 4012],
  ])("is refused in the envelope: %s", async (_what, bytes, status, code) => {
    const answer = await sendRaw(handler.url, bytes);
    expect(answer).toMatchObject({ status, headers: { "content-type": "application/json" } });
    expect(JSON.parse(answer.text)).toMatchObject({ meta: { code }, data: [] });
  });

  it("does not end the server: the next call is answered", async () => {
    expect((await sendRaw(handler.url, post())).status).toBe(200);
  });
});

it("lets go of connections that never spoke when it is told to close the idle ones", async () => {
  const server = createHttpServer((_request, response) => response.end("hello"));
  const { url } = await listening(server);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  expect((await sendRaw(url, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).text).toContain("hello");
  const closed = Promise.all([once(socket, "close"), once(server, "close")]);
  server.close();
  server.closeIdleConnections();
  await closed;
});
