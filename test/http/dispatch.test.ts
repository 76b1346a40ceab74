import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { dispatch, type RequestHandler } from "~/http/server/dispatch.server";
import { sendText } from "~/http/server/exchange.server";
import { createLog } from "~/platform/log.server";

const log = createLog("silent", "test");
const say =
  (text: string): RequestHandler =>
  (_request, response) =>
    sendText(response, 200, text);

let server: Server | undefined;
afterEach(() => server?.close());

async function serving(
  handlers: Record<string, RequestHandler>,
): Promise<{ get(path: string): Promise<Response>; answered: string[]; tookMs: number[] }> {
  const answered: string[] = [];
  const tookMs: number[] = [];
  const listener = dispatch(new Map(Object.entries(handlers)), say("pages"), {
    log,
    answered: (handler, status, ms) => {
      answered.push(`${handler} ${String(status)}`);
      tookMs.push(ms);
    },
  });
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  return { get: (path) => fetch(`http://127.0.0.1:${String(port)}${path}`), answered, tookMs };
}

describe("dispatch", () => {
  it("sends a request to the door its path names, and counts it there", async () => {
    const { get, answered } = await serving({ healthz: say("alive") });
    expect(await (await get("/healthz")).text()).toBe("alive");
    expect(await (await get("/app/shipments")).text()).toBe("pages");
    expect(answered).toEqual(["healthz 200", "pages 200"]);
  });

  it("tells how long an answer took, from the request's head until it was written", async () => {
    const release = Promise.withResolvers<undefined>();
    const slow: RequestHandler = async (_request, response) => {
      await release.promise;
      sendText(response, 200, "slow");
    };
    const { get, tookMs } = await serving({ slow, healthz: say("alive") });
    const asked = get("/slow");
    await get("/healthz");
    release.resolve(undefined);
    await asked;
    expect(tookMs).toHaveLength(2);
    expect(tookMs[1]).toBeGreaterThan(tookMs[0] ?? Infinity);
  });

  it("keeps what shoppers are told out of caches, searches and other sites, whatever becomes of the request", async () => {
    const broken: RequestHandler = () => {
      throw new Error("broken");
    };
    const { get } = await serving({ proxy: broken });
    const response = await get("/proxy/track/o/token");
    const result = ["cache-control", "referrer-policy", "x-robots-tag"].map((name) => response.headers.get(name));
    expect([response.status, ...result]).toEqual([500, "no-store", "no-referrer", "noindex, nofollow"]);
    expect((await get("/app")).headers.get("x-robots-tag")).toBeNull();
  });

  it.each(["/__proto__", "/constructor", "/hasOwnProperty", "/toString", "/valueOf/x"])(
    "takes %s for a page, whatever JavaScript's objects inherit",
    async (path) => {
      const { get } = await serving({ healthz: say("alive") });
      expect(await (await get(path)).text()).toBe("pages");
    },
  );

  it("answers 500 for a door that throws at once or later, and lives on", async () => {
    const { get } = await serving({
      now: () => {
        throw new Error("at once");
      },
      later: () => Promise.reject(new Error("later")),
      healthz: say("alive"),
    });
    expect((await get("/now")).status).toBe(500);
    expect((await get("/later")).status).toBe(500);
    expect((await get("/healthz")).status).toBe(200);
  });
});
