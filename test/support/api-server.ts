import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { dispatch, type RequestHandler } from "~/http/server/dispatch.server";
import { createHttpServer } from "~/http/server/http-server.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import type { Services } from "~/features/services.server";
import { createTestDatabase } from "./database";
import { listening, serve, type Served } from "./serve";
import { createTestServices, type TestServices, type TestServicesOptions } from "./services";

/**
 * The served API behind the same front door as in the web process; other addresses answer "a page".
 */
export async function serveTrackingApi(services: Services): Promise<Served> {
  const api = servedTrackingApi(services);
  const handlers = new Map<string, RequestHandler>([
    ["v1", api],
    ["v2", api],
  ]);
  const page: RequestHandler = (_request, response) => void response.end("a page");
  return listening(createHttpServer(dispatch(handlers, page, { log: services.log, answered: () => undefined })));
}

/** The API over a database of its own. */
export interface ApiServer extends AsyncDisposable {
  url: string;
  services: TestServices;
  /** The key of a new standalone account, whose carriers know no parcel. */
  newKey(): Promise<string>;
}

/** Starts it; `changes` as for the bundle of services. */
export async function startApiServer(changes: TestServicesOptions = {}): Promise<ApiServer> {
  const database = await createTestDatabase();
  const services = await createTestServices(database.url, changes);
  const handler = await serveTrackingApi(services);
  const carriers = await serve((_request, response) => {
    response.statusCode = 404;
    response.end();
  });
  return {
    url: handler.url,
    services,
    async newKey() {
      const { id: accountId } = await addApiAccount(services);
      await addConnection(services, accountId, { kind: "carrier_feed", baseUrl: carriers.url });
      return createApiKey(services, { accountId, name: "test", ratePerSecond: null });
    },
    async [Symbol.asyncDispose]() {
      await handler[Symbol.asyncDispose]();
      await carriers[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}
