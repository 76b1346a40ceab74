import { randomBytes } from "node:crypto";
import { hookTokenHash } from "~/features/provider-sync/refresh/pushes.queries.server";
import { systemClock } from "~/domain/clock";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { contestants } from "../webhook/contestants";
import type { BenchEnvironment } from "../environment/environment";

/** How every answer of the served API begins that says yes; it says HTTP 200 to everything. */
export const YES = '{"meta":{"code":200,';

export interface ApiAccount {
  accountId: string;
  apiKey: string;
  /** Where the web process listens. */
  origin: string;
}

/**
 * A standalone account as the demo's provider is: carriers' own feeds behind it, a quota, one key
 * without a limit; and the web process.
 */
export async function openApiAccount(environment: BenchEnvironment): Promise<ApiAccount> {
  const { db, vault } = environment;
  const { id: accountId } = await db.prisma.account.create({
    data: { kind: "api", name: "Bench account", quotaRemaining: 2_000_000_000 },
  });
  const hookToken = randomBytes(32).toString("base64url");
  await db.prisma.connection.create({
    data: {
      accountId,
      kind: "carrier_feed",
      baseUrl: "https://carriers.homeward.example",
      hookTokenHash: new Uint8Array(hookTokenHash(vault, hookToken)),
      hookTokenEnc: new Uint8Array(vault.encrypt(hookToken)),
      stateSince: systemClock.now(),
    },
  });
  const apiKey = await createApiKey({ db, vault, systemClock }, { accountId, name: "Bench", ratePerSecond: null });
  return { accountId, apiKey, origin: await contestants.ours(environment) };
}

export const keyHeader = (apiKey: string) => ({ "trackingmore-api-key": apiKey });
