import { request } from "undici";
import { afterAll, beforeAll, expect } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { serve } from "#test/support/serve";
import { createTestServices, type TestServices } from "#test/support/services";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import { everyEndpointBattery, type AccountUnderTest } from "./every-endpoint.battery";

let database: TestDatabase;
let services: TestServices;
let handler: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
  handler = await serve(servedTrackingApi(services));
});

afterAll(async () => {
  expect(handler.crashes).toEqual([]);
  await handler[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await database.drop();
});

/**
 * A standalone account in PostgreSQL, called over HTTP as the house serves it, whose provider is
 * called over HTTP too.
 */
async function makeAccount(): Promise<AccountUnderTest> {
  const now = () => services.clock.now();
  const { prisma, query } = services.db;
  const provider = await startScriptedProvider({ now });
  const { id: accountId } = await addApiAccount(services);
  const connection = await addConnection(services, accountId, { baseUrl: provider.baseUrl });
  const newKey = (name: string) => createApiKey(services, { accountId, name, ratePerSecond: null });
  const keys = { own: await newKey("own"), revoked: await newKey("revoked") };
  await prisma.apiKey.updateMany({ where: { accountId, name: "revoked" }, data: { revokedAt: now() } });
  return {
    async send(_brand, { method, path, headers, body }) {
      // Not fetch: it sends no body with a GET, as some clients do.
      const answer = await request(handler.url + path, { method, headers, body });
      return {
        status: answer.statusCode,
        type: String(answer.headers["content-type"]),
        text: await answer.body.text(),
      };
    },
    keys,
    work: () => workConnection(services, connection.id),
    async useUpRate() {
      await prisma.apiKey.updateMany({ where: { accountId }, data: { ratePerSecond: 1 } });
      const answer = await fetch(`${handler.url}/v2/carriers`, { headers: { "api-key": keys.own } });
      expect(await answer.json()).toMatchObject({ meta: { code: 200 } });
    },
    async useUpQuota() {
      await prisma.account.update({ where: { id: accountId }, data: { quotaRemaining: 0 } });
    },
    async providerAnswers(trouble) {
      // As it stands while another process registers, and in an account that has no provider.
      if (trouble === 409) {
        await query("UPDATE shipment SET registration_state = 'sending' WHERE account_id = $1", [accountId]);
      } else if (trouble === 4018) await prisma.connection.delete({ where: { accountId } });
      else provider.memory.providerRefusal = trouble;
    },
    dispose: async () => provider[Symbol.asyncDispose](),
  };
}

// The two that the house serves; the memory proves all five.
everyEndpointBattery("HTTP and PostgreSQL", makeAccount, ["trackingmore-v2", "trackru-v1"]);
