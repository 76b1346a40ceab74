import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { serve, type Served } from "#test/support/serve";
import { sendText } from "~/http/server/exchange.server";
import { webRoute } from "~/http/server/web-routes.server";

let handler: Served;
let asked: string[] = [];

const answerTo = (name: string) => async (request: Request, below: string) => {
  asked.push(`${name} ${below}`);
  return Response.json({ path: new URL(request.url).pathname });
};

beforeAll(async () => {
  const limits = { appUrl: "https://app.example", limitBytes: 1_000 };
  const methods = { GET: answerTo("page"), HEAD: answerTo("page"), POST: answerTo("look-up") };
  const lookUps = webRoute({ path: "/proxy/track", methods }, limits, (_request, response) => {
    asked.push("otherwise");
    sendText(response, 404, "not here");
  });
  handler = await serve(lookUps);
});
beforeEach(() => {
  asked = [];
});
afterAll(() => handler[Symbol.asyncDispose]());

it.each([
  ["GET", "/proxy/track", "page "],
  ["HEAD", "/proxy/track", "page "],
  ["POST", "/proxy/track", "look-up "],
  ["GET", "/proxy/track/words", "page words"],
  ["POST", "/proxy/track?order=1001", "look-up "],
])("%s %s is the look-up's", async (method, place, expected) => {
  const response = await fetch(`${handler.url}${place}`, { method });
  expect([response.status, asked]).toEqual([200, [expected]]);
});

it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("%s is told what can be asked", async (method) => {
  const response = await fetch(`${handler.url}/proxy/track`, { method });
  expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([405, "GET, HEAD, POST", ""]);
  expect(asked).toEqual([]);
});

it.each(["/proxy", "/proxy/tracking", "/proxy/other/track"])("%s is not the look-up's", async (place) => {
  expect((await fetch(`${handler.url}${place}`)).status).toBe(404);
  expect(asked).toEqual(["otherwise"]);
});
