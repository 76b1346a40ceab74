import { afterAll, beforeAll } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { createApiKey } from "~/features/api-keys/create-key.server";
import { workConnection } from "~/features/provider-calls/work-connection.server";
import { createTrackingService } from "~/features/tracking-service/tracking-service.server";
import { everyEndpointBattery, type AccountUnderTest } from "./every-endpoint.battery";

let database: TestDatabase;
let services: TestServices;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});

afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

/** A standalone account in PostgreSQL whose provider is a tracking service over real HTTP. */
async function makeAccount(): Promise<AccountUnderTest> {
  const now = () => services.clock.now();
  const { prisma, query } = services.db;
  const provider = await startScriptedProvider({ now });
  const { id: accountId } = await addApiAccount(services);
  const connection = await addConnection(services, accountId, { baseUrl: provider.baseUrl });
  const newKey = (name: string) => createApiKey(services, { accountId, name, ratePerSecond: null });
  const keys = { own: await newKey("own"), revoked: await newKey("revoked") };
  await prisma.apiKey.updateMany({ where: { accountId, name: "revoked" }, data: { revokedAt: now() } });
  const service = createTrackingService(services);
  return {
    service,
    now,
    keys,
    work: () => workConnection(services, connection.id),
    async useUpRate() {
      await prisma.apiKey.updateMany({ where: { accountId }, data: { ratePerSecond: 1 } });
      const caller = await service.authenticate(keys.own);
      if (typeof caller === "string" || (await service.admit(caller)) !== "allowed") throw new Error("No first call");
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

// What a brand changes lies before the service: one of each kind is enough here, the memory proves all five.
everyEndpointBattery("the accounts' own shipments", makeAccount, ["trackingmore-v2", "trackru-v1"]);
