import { describe, expect, it } from "vitest";
import { allBrands } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints } from "~/tracking-api/contract/endpoints";
import { apiCodes } from "~/tracking-api/contract/errors";
import { createTrackingClient, type TrackingClient } from "~/tracking-api/client/client";
import { operations } from "~/tracking-api/server/operations";
import { matchRoute } from "~/tracking-api/server/routing";

describe("the table of endpoints", () => {
  it.each(endpointNames)("has %s under an address and method of its own, on every brand that has it", (name) => {
    const { method, alsoMethods, path, brands } = endpoints[name];
    const address = path
      .replace("{carrier_code}", "dhl")
      .replace("{tracking_number}", "A1234")
      .replace("{lang?}", "en");
    for (const brand of allBrands) {
      for (const taken of [method, ...alsoMethods]) {
        const match = matchRoute(taken, address, brand);
        expect(match).toMatchObject(brands.includes(brand) ? { kind: "endpoint", name } : { kind: "unknown-route" });
      }
    }
  });

  it.each(endpointNames)("names only codes of the table for %s", (name) => {
    expect(Object.keys(apiCodes)).toEqual(expect.arrayContaining(endpoints[name].codes.map(String)));
  });

  it("has an operation and a client method for every name, and does not compile with one left out", () => {
    const client = createTrackingClient({ brand: "trackingmore-v2", apiKey: "key", fetch, timeoutMs: 1 });
    const { listCarriers, ...fourMethods } = client;
    const { listCarriers: operation, ...fourOperations } = operations;
    // @ts-expect-error one method is missing
    const lessThanAClient: TrackingClient = fourMethods;
    // @ts-expect-error one operation is missing
    const lessThanAServer: typeof operations = fourOperations;
    expect(Object.keys({ ...lessThanAClient, listCarriers })).toEqual(endpointNames);
    expect(Object.keys({ ...lessThanAServer, listCarriers: operation })).toEqual(endpointNames);
  });

  it("marks what must not be sent twice", () => {
    expect(endpointNames.filter((name) => !endpoints[name].safeToRepeat)).toEqual([
      "createTracking",
      "createTrackings",
      "getRealtime",
      "changeCarrier",
      "checkRemote",
      "trackAirCargo",
    ]);
  });
});
