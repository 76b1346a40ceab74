import { randomUUID } from "node:crypto";
import { apiKeyHash } from "~/db/api-keys.server";
import type { Services } from "~/services.server";

/** Makes a key and tells it this once; what is kept cannot be turned back into it. Looks like the provider's own: 8-4-4-4-12 hex. */
export async function createApiKey(
  { db, vault, wallClock }: Pick<Services, "db" | "vault" | "wallClock">,
  key: { accountId: string; name: string; ratePerSecond: number | null; secret?: string },
): Promise<string> {
  const secret = key.secret ?? randomUUID();
  const { accountId, name, ratePerSecond } = key;
  const row = { accountId, name, ratePerSecond, tail: secret.slice(-4), createdAt: wallClock.now() };
  const keyHash = new Uint8Array(apiKeyHash(vault, secret));
  await db.prisma.apiKey.upsert({ where: { keyHash }, create: { ...row, keyHash }, update: {} });
  return secret;
}
