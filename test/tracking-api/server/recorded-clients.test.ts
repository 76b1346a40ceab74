import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { endpoints } from "~/tracking-api/contract/endpoints";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { matchRoute } from "~/tracking-api/server/routing";
import { MemoryTrackingService } from "../memory-service";

const folder = join(import.meta.dirname, "../fixtures/client-requests");
const recorded = z.object({
  method: z.string(),
  url: z.string(),
  content_type: z.string().nullable(),
  key_header: z.string(),
  body: z.string(),
});
const answered = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });

/** Within the hour that one of the recordings asks its list for. */
const now = () => new Date(1795300000_000);

/** The codes of each run, call by call, for the endpoints there are. */
const expected: Record<string, number[]> = {
  "go-parcly": [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
  "java-class-2016": [200, 200, 200, 200, 200, 200, 200, 4016, 200],
  "node-class-2016": [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
  "php-class-2016": [200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
  "python-marco": [200, 200, 4016, 201, 200, 4031, 200, 200, 200, 200, 200, 4017, 4031],
  "ruby-class-2016": [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
};

describe("requests that public clients really send", () => {
  it("covers every recording", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    expect(files.map((name) => name.replace(".jsonl", "")).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))("answers %s as it expects", async (client, codes) => {
    const service = new MemoryTrackingService({ keys: { good: { accountId: "account", keyId: "key" } }, now });
    const crashes: unknown[] = [];
    const server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });

    const seen: number[] = [];
    for (const line of readFileSync(join(folder, `${client}.jsonl`), "utf8")
      .trim()
      .split("\n")) {
      const { method, url, content_type: type, key_header: keyHeader, body } = recorded.parse(JSON.parse(line));
      const address = new URL(url, "http://127.0.0.1");
      const match = matchRoute(method, address.pathname.replace("/v2", ""), "trackingmore-v2");
      if (match.kind !== "endpoint") continue;
      const request = new Request(address, {
        method,
        headers: { [keyHeader]: "good", ...(type === null ? {} : { "content-type": type }) },
        body: method === "GET" || body === "" ? null : body,
      });
      const response = await server.handle(request, { mount: "v2" });
      const { meta, data } = answered.parse(await response.json());
      expect(response.status).toBe(200);
      if (meta.code < 202) endpoints[match.name].emitted.parse(data);
      seen.push(meta.code);
    }
    expect(seen).toEqual(codes);
    expect(crashes).toEqual([]);
  });
});
