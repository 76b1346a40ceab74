import { describe } from "vitest";
import { everyCodeIsProven, everyEndpointBattery } from "#test/batteries/every-endpoint.battery";
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
    service,
    now,
    keys,
    work: async () => {},
    useUpRate: async () => void service.admissions.push("too-fast"),
    useUpQuota: async () => void (service.quota = 0),
    providerAnswers: async (trouble) => void (service.providerRefusal = trouble),
    dispose: async () => {},
  };
});
