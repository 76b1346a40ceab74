import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  expectAccepted,
  expectForGo,
  expectForPython,
  recordedClients,
  replayClient,
  type RecordedClient,
} from "#test/tracking-api/recorded-clients";
import { startDemo, type DemoRun } from "./support/demo-run";

const refusals: Record<RecordedClient, string[]> = {
  "go-parcly": [],
  "java-class-2016": ["POST /v2/trackings/post 4016"],
  "node-class-2016": [],
  // Its list asks for the hour of the recording, in which this demo added nothing.
  "php-class-2016": ["POST /v2/trackings/get 4031"],
  "python-marco": [
    "POST /v2/trackings/post 4016",
    "POST /v2/trackings/batch 201",
    "GET /v2/trackings/china-post/RR000000005CN 4031",
    "DELETE /v2/trackings/china-post/RP285661665CN 4017",
    "GET /v2/trackings/china-post/RP285661665CN 4031",
  ],
  "ruby-class-2016": [],
};

/**
 * The clients share the demo's one standalone account, as they would share a customer's; their
 * numbers differ.
 */
describe("requests that public clients really send, to the running demo", () => {
  let demo: DemoRun;
  beforeAll(async () => {
    demo = await startDemo({ args: ["--app-only"] });
  });
  afterAll(() => demo.stop());

  test.each(recordedClients)("%s gets what it accepts", async (client) => {
    const { appUrl, providerApiKey } = demo.facts();
    const calls = await replayClient(client, appUrl, providerApiKey);
    expectAccepted(calls, refusals[client]);
    if (client === "python-marco") expectForPython(calls);
    if (client === "go-parcly") expectForGo(calls);
    expect(demo.log()).not.toContain("tracking API crashed");
  });
});
