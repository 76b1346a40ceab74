import { MemoryTrackingService } from "#test/tracking-api/memory-service";
import type { Behaviour, ReceivedRequest } from "#test/support/misbehaving-server";
import { createTrackingServer, type Mount } from "~/tracking-api/server/handler";
import { trackingProviderBattery, type FarSide } from "../../batteries/tracking-provider.battery";

const KEY = "a-provider-key";
const ACCOUNT = "account";

/** Our own server as the provider: what one Homeward is to another. */
function homeward(mount: Mount, now: () => Date): FarSide {
  const service = new MemoryTrackingService({ keys: { [KEY]: { accountId: ACCOUNT, keyId: "1" } }, now });
  const crashes: unknown[] = [];
  const server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });
  const answer = async ({ method, path, headers, body }: ReceivedRequest): Promise<Behaviour> => {
    const given = Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === "string");
    const request = new Request(new URL(path, "http://homeward.invalid"), {
      method,
      headers: given,
      ...(method === "GET" ? {} : { body }),
    });
    const response = await server.handle(request, { mount });
    if (crashes.length > 0) throw crashes[0];
    return { kind: "answer", status: response.status, body: await response.text() };
  };
  return {
    apiKey: KEY,
    answer,
    leaveQuota: (numbers) => void (service.quota = numbers),
    tell: ({ number }, { status, event }) =>
      service.change(ACCOUNT, number, {
        status,
        updatedAt: now(),
        checkpoints: [{ leg: "origin", offsetMinutes: null, status, substatus: null, milestone: null, ...event }],
      }),
  };
}

trackingProviderBattery("TrackingMore v2", {
  kind: "trackingmore-v2",
  mount: "/v2",
  offers: {
    readNow: true,
    changeCourier: true,
    remoteAreas: true,
    airCargo: true,
    carriers: true,
    quota: true,
    stopFollowing: true,
  },
  makeFarSide: (now) => homeward("v2", now),
});

trackingProviderBattery("TrackRu v1", {
  kind: "trackru-v1",
  mount: "/v1",
  offers: {
    readNow: true,
    changeCourier: false,
    remoteAreas: false,
    airCargo: false,
    carriers: true,
    quota: false,
    stopFollowing: false,
  },
  makeFarSide: (now) => homeward("v1", now),
});
