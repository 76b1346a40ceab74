import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer, type ApiServer } from "#test/support/api-server";
import { MovableClock } from "#test/support/clock";
import {
  expectAccepted,
  expectForGo,
  expectForPython,
  recordedClients,
  replayClient,
  type RecordedClient,
} from "#test/tracking-api/recorded-clients";

/** Within the hour that one of the recordings asks its list for. */
const clock = new MovableClock(new Date(1_795_300_000_000));

/** What each run provokes; the carrier feed behind this account knows no remote areas. */
const refusals: Record<RecordedClient, string[]> = {
  "go-parcly": [],
  "java-class-2016": ["POST /v2/trackings/post 4016"],
  "node-class-2016": ["POST /v2/trackings/remote 4018"],
  "php-class-2016": [],
  "python-marco": [
    "POST /v2/trackings/post 4016",
    "POST /v2/trackings/batch 201",
    "GET /v2/trackings/china-post/RR000000005CN 4031",
    "DELETE /v2/trackings/china-post/RP285661665CN 4017",
    "GET /v2/trackings/china-post/RP285661665CN 4031",
  ],
  "ruby-class-2016": ["POST /v2/trackings/remote 4018"],
};

let handler: ApiServer;
beforeAll(async () => {
  handler = await startApiServer({ clock });
});
afterAll(() => handler[Symbol.asyncDispose]());

describe("requests that public clients really send, over HTTP and the database", () => {
  it.each(recordedClients)("answers the whole run of %s as it expects", async (client) => {
    expectAccepted(await replayClient(client, handler.url, await handler.newKey()), refusals[client]);
  });

  it("gives the Python client what it counts and echoes", async () => {
    expectForPython(await replayClient("python-marco", handler.url, await handler.newKey()));
  });

  it("gives the strictly typed Go client no `false` where it wants text, and its own changes back", async () => {
    const calls = await replayClient("go-parcly", handler.url, await handler.newKey());
    expect(calls).toHaveLength(11);
    expectForGo(calls);
  });
});
