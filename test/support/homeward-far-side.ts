import { MemoryTrackingService } from "#test/tracking-api/memory-service";
import type { FarSide } from "#test/batteries/tracking-provider.battery";
import { createTrackingServer, type Mount } from "~/tracking-api/server/handler";
import type { Behaviour, ReceivedRequest } from "./misbehaving-server";

const KEY = "a-provider-key";
const ACCOUNT = "account";

/** Our own server as the provider: what one Homeward is to another. */
export function homewardFarSide(mount: Mount, now: () => Date): FarSide {
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
    report: ({ number }, { status, event }) =>
      service.change(ACCOUNT, number, {
        status,
        updatedAt: now(),
        checkpoints: [{ leg: "origin", offsetMinutes: null, status, substatus: null, milestone: null, ...event }],
      }),
  };
}
