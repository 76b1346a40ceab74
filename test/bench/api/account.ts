import { randomBytes } from "node:crypto";
import { hookTokenHash } from "~/db/pushes.server";
import { systemClock } from "~/domain/clock";
import { createApiKey } from "~/features/api-keys/create-key.server";
import { contestants } from "../webhook/contestants";
import type { Ground } from "../ground/ground";

/** How every answer of the served API begins that says yes; it says HTTP 200 to everything. */
export const YES = '{"meta":{"code":200,';

export interface ApiAccount {
  accountId: string;
  apiKey: string;
  /** Where the web process listens. */
  origin: string;
}

/** A standalone account as the demo's provider is: carriers' own feeds behind it, a quota, one key without a limit; and the web process. */
export async function openApiAccount(ground: Ground): Promise<ApiAccount> {
  const { db, vault } = ground;
  const wallClock = systemClock;
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
      stateSince: wallClock.now(),
    },
  });
  const apiKey = await createApiKey({ db, vault, wallClock }, { accountId, name: "Bench", ratePerSecond: null });
  return { accountId, apiKey, origin: await contestants.ours(ground) };
}

export const keyHeader = (apiKey: string) => ({ "trackingmore-api-key": apiKey });
