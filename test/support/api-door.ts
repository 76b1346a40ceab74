import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createApiKey } from "~/features/api-keys/create-key.server";
import { dispatch, type Door } from "~/http/dispatch.server";
import { createFrontDoor } from "~/http/front-door.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import type { Services } from "~/services.server";
import { createTestDatabase } from "./database";
import { listening, serve, type Served } from "./serve";
import { createTestServices, type TestServices, type TestServicesOptions } from "./services";

/** The served API behind the same front door as in the web process; other addresses answer "a page". */
export async function serveTrackingApi(services: Services): Promise<Served> {
  const api = servedTrackingApi(services);
  const doors = new Map<string, Door>([
    ["v1", api],
    ["v2", api],
  ]);
  const page: Door = (_request, response) => void response.end("a page");
  return listening(createFrontDoor(dispatch(doors, page, { log: services.log, answered: () => undefined })));
}

/** The API over a database of its own. */
export interface ApiDoor extends AsyncDisposable {
  url: string;
  services: TestServices;
  /** The key of a new standalone account, whose carriers know no parcel. */
  newKey(): Promise<string>;
}

/** Starts it; `changes` as for the bundle of services. */
export async function startApiDoor(changes: TestServicesOptions = {}): Promise<ApiDoor> {
  const database = await createTestDatabase();
  const services = await createTestServices(database.url, changes);
  const door = await serveTrackingApi(services);
  const carriers = await serve((_request, response) => {
    response.statusCode = 404;
    response.end();
  });
  return {
    url: door.url,
    services,
    async newKey() {
      const { id: accountId } = await addApiAccount(services);
      await addConnection(services, accountId, { kind: "carrier_feed", baseUrl: carriers.url });
      return createApiKey(services, { accountId, name: "test", ratePerSecond: null });
    },
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]();
      await carriers[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}
