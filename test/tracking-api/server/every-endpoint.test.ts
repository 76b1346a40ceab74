import { describe, expect } from "vitest";
import { everyCodeIsProven, everyEndpointBattery } from "#test/batteries/every-endpoint.battery";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { MemoryTrackingService } from "../memory-service";

const now = () => new Date("2026-11-20T10:00:00Z");

describe("the proof table", () => everyCodeIsProven());

everyEndpointBattery("the memory", async () => {
  const keys = { own: "own-key", revoked: "revoked-key" };
  const service = new MemoryTrackingService({
    keys: { [keys.own]: { accountId: "own", keyId: "1" }, [keys.revoked]: "revoked" },
    now,
  });
  return {
    async send(brand, { method, path, headers, body }) {
      const crashes: unknown[] = [];
      const server = createTrackingServer({
        service,
        now,
        mounts: { v1: { brand }, v2: { brand } },
        report: (error) => crashes.push(error),
      });
      const isGet = method === "GET";
      const request = new Request(`http://127.0.0.1${path}`, { method, headers, body: isGet ? null : body });
      const getBody = isGet && body !== null ? { getBody: new TextEncoder().encode(body) } : {};
      const response = await server.handle(request, { mount: path.startsWith("/v1") ? "v1" : "v2", ...getBody });
      expect(crashes).toEqual([]);
      return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
    },
    keys,
    work: async () => {},
    useUpRate: async () => void service.admissions.push("too-fast"),
    useUpQuota: async () => void (service.quota = 0),
    providerAnswers: async (trouble) => void (service.providerRefusal = trouble),
    dispose: async () => {},
  };
});
