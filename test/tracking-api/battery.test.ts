import { trackingApiBattery } from "../batteries/tracking-api.battery";
import { MemoryTrackingService } from "./memory-service";

const now = () => new Date("2026-11-20T10:00:00Z");

trackingApiBattery("the memory", async () => {
  const keys = { own: "own-key", other: "other-key", revoked: "revoked-key" };
  const service = new MemoryTrackingService({
    keys: {
      [keys.own]: { accountId: "own", keyId: "1" },
      [keys.other]: { accountId: "other", keyId: "2" },
      [keys.revoked]: "revoked",
    },
    now,
  });
  return {
    service,
    now,
    keys,
    report: async ({ number }, story) => service.change("own", number, { ...story, updatedAt: now() }),
    dispose: async () => {},
  };
});
