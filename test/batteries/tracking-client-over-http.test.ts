import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase } from "#test/support/database";
import { startMisbehavingServer } from "#test/support/misbehaving-server";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { serve } from "#test/support/serve";
import { createTestServices } from "#test/support/services";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import { trackingClientBattery, type ServerUnderTest } from "./tracking-client.battery";

interface Upstream {
  baseUrl: string;
  kind: "trackingmore_v2" | "carrier_feed";
  mostOften(): number;
  dispose(): Promise<void>;
}

/**
 * Our own server over PostgreSQL at a port of this machine, and an account in it with a provider of
 * its own.
 */
async function homeward(
  given: Pick<ServerUnderTest, "brand" | "notOffered"> & { mount: string },
  startUpstream: () => Promise<Upstream>,
): Promise<ServerUnderTest> {
  const database = await createTestDatabase();
  const services = await createTestServices(database.url);
  const upstream = await startUpstream();
  const handler = await serve(servedTrackingApi(services));
  const { id: accountId } = await addApiAccount(services);
  const connection = await addConnection(services, accountId, upstream);
  const { brand, notOffered, mount } = given;
  return {
    brand,
    notOffered,
    baseUrl: `${handler.url}${mount}`,
    apiKey: await createApiKey(services, { accountId, name: "battery", ratePerSecond: null }),
    // Where carriers are simply read there is nothing to register, and no look at them but those
    // that are asked for.
    register: async () => {
      if (upstream.kind === "trackingmore_v2") await workConnection(services, connection.id);
    },
    mostOftenUpstream: () => upstream.mostOften(),
    async dispose() {
      await handler[Symbol.asyncDispose]();
      await upstream.dispose();
      await services[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

const mostOften = (names: string[]) =>
  Math.max(0, ...[...Map.groupBy(names, (name) => name).values()].map((same) => same.length));

/**
 * A provider of the family: every number is registered there, and a call about it that must not
 * come twice is counted.
 */
async function provider(): Promise<Upstream> {
  const scripted = await startScriptedProvider({ now: () => new Date("2026-11-20T12:00:00Z") });
  const once = /\/(batch|realtime|update)$/;
  return {
    baseUrl: scripted.baseUrl,
    kind: "trackingmore_v2",
    mostOften: () =>
      mostOften(
        scripted.calls.flatMap(({ path, items }) =>
          once.test(path) ? items.map((item) => `${path} ${String(item["tracking_number"])}`) : [],
        ),
      ),
    dispose: async () => scripted[Symbol.asyncDispose](),
  };
}

/** A carrier that has seen none of the parcels, and offers nothing beside them. */
async function silentCarrier(): Promise<Upstream> {
  const server = await startMisbehavingServer({ kind: "answer", status: 404 });
  return {
    baseUrl: server.url,
    kind: "carrier_feed",
    mostOften: () => mostOften(server.requests.filter(({ method }) => method === "GET").map(({ path }) => path)),
    dispose: () => server.close(),
  };
}

trackingClientBattery("TrackingMore v2", () =>
  homeward({ brand: "trackingmore-v2", mount: "/v2", notOffered: [] }, provider),
);
trackingClientBattery("TrackRu v1", () => homeward({ brand: "trackru-v1", mount: "/v1", notOffered: [] }, provider));
trackingClientBattery("another Homeward, which reads its carriers itself", () =>
  homeward({ brand: "trackingmore-v2", mount: "/v2", notOffered: ["checkRemote", "trackAirCargo"] }, silentCarrier),
);
