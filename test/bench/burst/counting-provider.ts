import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { isCreate, itemsOf, pairsOf } from "../../sandbox/gateway/calls";
import { MemoryTrackingService } from "../../tracking-api/memory-service";

export interface CreateCall {
  atMs: number;
  /** `<number>|<courier>` of every item. */
  pairs: string[];
}

export interface CountingProvider {
  url: string;
  creates: CreateCall[];
  /** When each read of the list came in. */
  listsAtMs: number[];
  close(): Promise<void>;
}

type Memory = ConstructorParameters<typeof MemoryTrackingService>[0];

/**
 * A provider that speaks v2 with our own served API over a memory, or what the benchmark has
 * instead, and writes down every create.
 */
export async function startCountingProvider(
  apiKey: string,
  serviceOver: (memory: Memory) => MemoryTrackingService = (memory) => new MemoryTrackingService(memory),
): Promise<CountingProvider> {
  const now = () => new Date();
  const service = serviceOver({ keys: { [apiKey]: { accountId: "shop", keyId: "1" } }, now });
  const api = createTrackingServer({ service, now, report: (error) => process.emitWarning(String(error)) });
  const creates: CreateCall[] = [];
  const listsAtMs: number[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? "/", "http://provider.invalid");
      const method = request.method ?? "GET";
      if (isCreate(method, url.pathname)) creates.push({ atMs: performance.now(), pairs: pairsOf(itemsOf(body)) });
      if (url.pathname.endsWith("/trackings/get")) listsAtMs.push(performance.now());
      const headers = new Headers(
        Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const asked = new Request(url, { method, headers, ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) });
      void api.handle(asked, { mount: "v2" }).then(async (answer) => {
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(await answer.text());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    creates,
    listsAtMs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
