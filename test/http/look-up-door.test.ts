import type { LoaderFunctionArgs } from "@remix-run/node";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { serve, type Served } from "#test/support/serve";
import { sendText } from "~/http/exchange.server";
import { lookUpDoor } from "~/http/look-up-door.server";

let door: Served;
let asked: string[] = [];

const route = (name: string) => async (args: LoaderFunctionArgs) => {
  asked.push(`${name} ${args.params["*"] ?? "nothing"}`);
  return Response.json({ path: new URL(args.request.url).pathname });
};

beforeAll(async () => {
  const limits = { appUrl: "https://app.example", limitBytes: 1_000 };
  const routes = { loader: route("loader"), action: route("action") };
  const lookUps = lookUpDoor(routes, limits, (_request, response) => {
    asked.push("otherwise");
    sendText(response, 404, "not here");
  });
  door = await serve(lookUps);
});
beforeEach(() => {
  asked = [];
});
afterAll(() => door[Symbol.asyncDispose]());

it.each([
  ["GET", "/proxy/track", "loader "],
  ["HEAD", "/proxy/track", "loader "],
  ["POST", "/proxy/track", "action "],
  ["GET", "/proxy/track/words", "loader words"],
  ["POST", "/proxy/track?order=1001", "action "],
])("%s %s is the look-up's", async (method, place, expected) => {
  const response = await fetch(`${door.url}${place}`, { method });
  expect([response.status, asked]).toEqual([200, [expected]]);
});

it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("%s is told what can be asked", async (method) => {
  const response = await fetch(`${door.url}/proxy/track`, { method });
  expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([405, "GET, HEAD, POST", ""]);
  expect(asked).toEqual([]);
});

it.each(["/proxy", "/proxy/tracking", "/proxy/other/track"])("%s is not the look-up's", async (place) => {
  expect((await fetch(`${door.url}${place}`)).status).toBe(404);
  expect(asked).toEqual(["otherwise"]);
});
