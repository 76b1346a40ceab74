import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { serve, type Served } from "#test/support/serve";
import { webHandler } from "~/http/server/exchange.server";

const limitBytes = 2 ** 20;
let served: (Served & { crashes: unknown[] }) | undefined;
afterEach(() => served?.[Symbol.asyncDispose]());

async function serving(answer: (request: Request) => Promise<Response>) {
  served = await serve(webHandler(answer, { appUrl: "https://app.example", limitBytes }));
  return { url: served.url, crashes: served.crashes };
}

it("hands over method, address, headers and body, under the app's own address", async () => {
  const { url } = await serving(async (request) => {
    const { method, url: address, headers } = request;
    return Response.json({ method, address, said: headers.get("x-said"), body: await request.text() });
  });
  const response = await fetch(`${url}/proxy/track?a=1`, { method: "POST", headers: { "x-said": "so" }, body: "ä" });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({
    method: "POST",
    address: "https://app.example/proxy/track?a=1",
    said: "so",
    body: "ä",
  });
});

it.each([
  ["http://evil.example/app?a=1", "https://app.example/app?a=1"],
  ["/\\evil.example/app", "https://app.example/app"],
  ["/.//evil.example/app", "https://app.example//evil.example/app"],
])("takes no host from the address %s", async (target, address) => {
  const { url } = await serving(async (request) => new Response(request.url));
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toContain(`${address}\r\n`);
});

it("sends JSON whole and other answers as they come, with their status and headers; HEAD without a body", async () => {
  const result = "a".repeat(200_000);
  const { url } = await serving(async (request) => {
    const headers = { "Cache-Control": "no-store" };
    return request.url.endsWith("json")
      ? Response.json({ result }, { status: 429, headers })
      : new Response(result, { status: 404, headers });
  });
  const json = await fetch(`${url}/json`);
  expect([json.status, json.headers.get("cache-control"), await json.json()]).toEqual([429, "no-store", { result }]);
  const text = await fetch(`${url}/text`);
  expect([text.status, text.headers.get("cache-control"), await text.text()]).toEqual([404, "no-store", result]);
  const head = await fetch(`${url}/json`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([429, ""]);
});

it("answers with a Response that is thrown, and passes on what else is", async () => {
  const { url, crashes } = await serving(async (request) => {
    if (request.url.endsWith("refused")) throw new Response("no", { status: 401 });
    throw new Error("broken");
  });
  const refused = await fetch(`${url}/refused`);
  expect([refused.status, await refused.text()]).toEqual([401, "no"]);
  expect((await fetch(`${url}/broken`)).status).toBe(500);
  expect(crashes).toEqual([new Error("broken")]);
});

it("refuses a body that is too large, unasked", async () => {
  const asked: string[] = [];
  const { url } = await serving(async (request) => {
    asked.push(request.url);
    return new Response("");
  });
  const response = await fetch(url, { method: "POST", body: "a".repeat(limitBytes + 1) });
  expect([response.status, await response.text()]).toEqual([413, "This request is larger than 1 MiB"]);
  expect(asked).toEqual([]);
});

it("calls the work off when whoever asked hangs up, and not after an answer", async () => {
  const signals: AbortSignal[] = [];
  const started = Promise.withResolvers<undefined>();
  const { url } = await serving(async (request) => {
    signals.push(request.signal);
    if (request.url.endsWith("quick")) return new Response("done");
    started.resolve(undefined);
    await once(request.signal, "abort");
    return new Response("late");
  });
  expect(await (await fetch(`${url}/quick`)).text()).toBe("done");
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  await started.promise;
  socket.destroy();
  const [answered, left] = signals;
  if (left?.aborted === false) await once(left, "abort");
  expect([answered?.aborted, left?.aborted]).toEqual([false, true]);
});
