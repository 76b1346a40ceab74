import { afterEach, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "./misbehaving-server";

let server: MisbehavingServer;
afterEach(() => server.close());

const start = async (...behaviours: [Behaviour, ...Behaviour[]]) => {
  server = await startMisbehavingServer(...behaviours);
};

it("behaves as told, request by request, and keeps what it was asked", async () => {
  await start({ kind: "answer", status: 503, body: "busy" }, { kind: "answer", body: { done: true } });
  const first = await fetch(`${server.url}/a?b=c`, { method: "POST", body: "hello" });
  expect([first.status, await first.text()]).toEqual([503, "busy"]);
  for (const _ of [1, 2]) expect(await (await fetch(server.url)).json()).toEqual({ done: true });
  expect(server.requests[0]).toMatchObject({ method: "POST", path: "/a?b=c", body: "hello" });
  expect(server.requests).toHaveLength(3);
});

it("breaks the connection without an answer", async () => {
  await start({ kind: "reset" });
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
});

it("breaks the connection in the middle of the body", async () => {
  await start({ kind: "cut", body: '{"half":true}' });
  const response = await fetch(server.url);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
});

it.each([{ kind: "hang" }, { kind: "stall", body: '{"half":true}' }] as const)(
  "goes quiet: $kind",
  async (behaviour) => {
    await start(behaviour);
    const read = async () => (await fetch(server.url, { signal: AbortSignal.timeout(200) })).text();
    await expect(read()).rejects.toMatchObject({ name: "TimeoutError" });
  },
);
