import { mergeSettings } from "~/features/account/account-settings.queries.server";
import { pushUrl } from "~/features/provider-sync/setup/push-url";
import { hookTokenHash } from "~/features/provider-sync/refresh/pushes.queries.server";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { createStandaloneAccount } from "~/features/public-api/keys/standalone-accounts.server";
import { parseSettings } from "~/domain/settings/settings";
import type { Services } from "~/features/services.server";
import type { DemoSecrets } from "../demo/secrets";

type Deps = Pick<Services, "db" | "vault" | "systemClock">;

const PROVIDER_NAME = "Demo provider";
const PROVIDER_QUOTA = 100_000;
const LINK_RATE_PER_SECOND = 1;

/**
 * The standalone account that plays the provider: its own provider is the carriers' feed, its
 * pushes go to the demo shop.
 */
export async function seedProviderAccount(
  deps: Deps,
  secrets: DemoSecrets,
  at: { sandboxUrl: string; appUrl: string },
): Promise<void> {
  const { db } = deps;
  const existing = await db.prisma.account.findFirst({ where: { kind: "api", name: PROVIDER_NAME } });
  const accountId =
    existing?.id ??
    (await createStandaloneAccount(deps, {
      name: PROVIDER_NAME,
      email: secrets.providerEmail,
      quotaRemaining: PROVIDER_QUOTA,
    }));
  await connect(deps, accountId, {
    kind: "carrier_feed",
    baseUrl: `${at.sandboxUrl}/carriers`,
    apiKey: secrets.feedKey,
    accountEmail: null,
    hookToken: secrets.feedHookToken,
    paceIntervalMs: 0,
  });
  await createApiKey(deps, {
    accountId,
    name: "Scripts",
    ratePerSecond: null,
    secret: secrets.providerApiKey,
  });
  await createApiKey(deps, {
    accountId,
    name: "Demo shop",
    ratePerSecond: LINK_RATE_PER_SECOND,
    secret: secrets.linkApiKey,
  });
  const url = pushUrl(at.appUrl, secrets.shopHookToken);
  await db.prisma.pushAddress.upsert({
    where: { accountId_url: { accountId, url } },
    create: { accountId, url, createdAt: deps.systemClock.now() },
    update: {},
  });
}

/**
 * The demo shop, already installed: connected to the provider through the gateway, all customer
 * fields switched on.
 */
export async function seedShopAccount(
  deps: Deps,
  secrets: DemoSecrets,
  shop: { domain: string; providerUrl: string },
): Promise<void> {
  const { db } = deps;
  const account = await db.prisma.account.findUniqueOrThrow({ where: { shopDomain: shop.domain } });
  await connect(deps, account.id, {
    kind: "trackingmore_v2",
    baseUrl: shop.providerUrl,
    apiKey: secrets.linkApiKey,
    accountEmail: secrets.providerEmail,
    hookToken: secrets.shopHookToken,
    paceIntervalMs: 1000,
  });
  await createApiKey(deps, {
    accountId: account.id,
    name: "Scripts",
    ratePerSecond: null,
    secret: secrets.shopApiKey,
  });
  if (parseSettings(account.settings).customerFieldsAsked) return;
  await mergeSettings(db, account.id, {
    customerFieldsAsked: true,
    sendCustomerName: true,
    sendCustomerEmail: true,
    sendCustomerPhone: true,
  });
}

interface SeededConnection {
  kind: "carrier_feed" | "trackingmore_v2";
  baseUrl: string;
  apiKey: string;
  accountEmail: string | null;
  hookToken: string;
  paceIntervalMs: number;
}

/**
 * Addresses follow the demo's ports; a connection the merchant has changed meanwhile keeps its key.
 */
async function connect(
  { db, vault, systemClock }: Deps,
  accountId: string,
  connection: SeededConnection,
): Promise<void> {
  const { kind, baseUrl, apiKey, accountEmail, hookToken, paceIntervalMs } = connection;
  const seal = (text: string) => new Uint8Array(vault.encrypt(text));
  await db.prisma.connection.upsert({
    where: { accountId },
    create: {
      accountId,
      kind,
      baseUrl,
      apiKeyEnc: seal(apiKey),
      accountEmailEnc: accountEmail === null ? null : seal(accountEmail),
      hookTokenHash: new Uint8Array(hookTokenHash(vault, hookToken)),
      hookTokenEnc: seal(hookToken),
      paceIntervalMs,
      stateSince: systemClock.now(),
    },
    update: { baseUrl },
  });
}
