import { randomBytes, randomUUID } from "node:crypto";
import { mergeSettings } from "~/features/account/account-settings.queries.server";
import { hookTokenHash } from "~/features/provider-sync/refresh/pushes.queries.server";
import type { MerchantSettings } from "~/domain/settings/settings";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "vault" | "clock">;

export interface TestAccount {
  id: string;
  shop: string;
}

export const everythingAllowed: Partial<MerchantSettings> = {
  sendCustomerName: true,
  sendCustomerEmail: true,
  sendCustomerPhone: true,
  customerFieldsAsked: true,
};

/** An installed shop with a name of its own, so that the tests of a file do not meet. */
export async function addShop(
  { db }: Pick<Services, "db">,
  changes: { settings?: Partial<MerchantSettings>; installedAt?: Date; uninstalledAt?: Date } = {},
): Promise<TestAccount> {
  const shop = `shop-${randomUUID().slice(0, 13)}.myshopify.com`;
  const { settings = {}, ...dates } = changes;
  const installedAt = new Date("2026-11-01T00:00:00Z");
  const row = await db.prisma.account.create({
    data: { kind: "shop", shopDomain: shop, name: "A shop", installedAt, ...dates },
  });
  await mergeSettings(db, row.id, settings);
  return { id: row.id, shop };
}

/** A standalone account that other software uses as its provider. */
export async function addApiAccount(
  { db, vault }: Pick<Services, "db" | "vault">,
  changes: { email?: string; quotaRemaining?: number } = {},
): Promise<{ id: string; email: string }> {
  const { email = "owner@provider.example", ...rest } = changes;
  const row = await db.prisma.account.create({
    data: { kind: "api", emailEnc: new Uint8Array(vault.encrypt(email)), ...rest },
  });
  return { id: row.id, email };
}

export interface TestConnection {
  id: string;
  hookToken: string;
}

/**
 * A provider connection. Without a pace, so that a test which is not about pace need not move its
 * clock.
 */
export async function addConnection(
  { db, vault, clock }: Deps,
  accountId: string,
  given: {
    baseUrl: string;
    kind?: "trackingmore_v2" | "trackingmore_v4" | "trackru_v1" | "carrier_feed";
    apiKey?: string;
    accountEmail?: string;
    webhookSecret?: string;
    paceIntervalMs?: number;
  },
): Promise<TestConnection> {
  const hookToken = randomBytes(24).toString("base64url");
  const sealed = (text: string) => new Uint8Array(vault.encrypt(text));
  const row = await db.prisma.connection.create({
    data: {
      accountId,
      kind: given.kind ?? "trackingmore_v2",
      baseUrl: given.baseUrl,
      apiKeyEnc: sealed(given.apiKey ?? "good"),
      accountEmailEnc: sealed(given.accountEmail ?? "owner@provider.example"),
      webhookSecretEnc: given.webhookSecret === undefined ? null : sealed(given.webhookSecret),
      hookTokenHash: new Uint8Array(hookTokenHash(vault, hookToken)),
      hookTokenEnc: sealed(hookToken),
      paceIntervalMs: given.paceIntervalMs ?? 0,
      stateSince: clock.now(),
    },
  });
  return { id: row.id, hookToken };
}
