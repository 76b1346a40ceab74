import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Session } from "@shopify/shopify-api";
import { addShop, type TestAccount } from "#test/factories/accounts";
import { startSandbox, type RunningSandbox } from "#test/sandbox/server";
import { adminSessionToken } from "#test/sandbox/shopify/signatures";
import { MovableClock } from "#test/support/clock";
import { createTestServices, TEST_API_KEY, TEST_API_SECRET, type TestServices } from "#test/support/services";
import { offlineSession } from "~/features/account/offline-session.server";
import { adminClientFor } from "~/providers/shopify/admin-client.server";

const SHOP = "homeward-demo.myshopify.com";

/**
 * How Shopify misbehaves from some call on; the modes are those of `POST /sandbox/shopify/faults`.
 */
export interface ShopifyFault {
  mode: string;
  after?: number;
  calls?: number;
}

/**
 * A shop with orders at the Shopify stand-in, reached over HTTP, and the app's services beside it.
 */
export interface ShopToRead extends AsyncDisposable {
  services: TestServices;
  sandbox: RunningSandbox["sandbox"];
  account: TestAccount;
  /** Services of another process on the same database. */
  anotherProcess(): Promise<TestServices>;
  fault(fault: ShopifyFault): Promise<void>;
  /** Searches and pages asked for since the last look. */
  queries(): Promise<{ search: string; after: string | null }[]>;
  /** Moves the shop's time and the app's. */
  pass(ms: number): Promise<void>;
}

/** Starts the stand-in and installs its shop, with a token it has issued. */
export async function startShopToRead(databaseUrl: string): Promise<ShopToRead> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "homeward-shop-"));
  const { url, sandbox, close } = await startSandbox({
    port: 0,
    shop: SHOP,
    apiKey: TEST_API_KEY,
    apiSecret: TEST_API_SECRET,
    appUrl: "http://127.0.0.1:9",
    dataDir,
    databaseUrl: null,
    feedKey: null,
    feedHookUrl: null,
    projectDir: process.cwd(),
    tickMs: 3_600_000,
  });
  const clock = new MovableClock(sandbox.clock.now());
  const systemClock = new MovableClock(new Date());
  const opened: TestServices[] = [];
  const open = async (vault?: TestServices["vault"]): Promise<TestServices> => {
    const options = { standInUrl: url, clock, systemClock, ...(vault && { vault }) };
    const services = await createTestServices(databaseUrl, options);
    opened.push(services);
    services.adminFor = (shop) => adminClientFor(services.shopify, (name) => offlineSession(services, name), shop);
    return services;
  };
  const services = await open();
  const account = await addShop(services);
  await services.db.prisma.account.update({ where: { id: account.id }, data: { shopDomain: SHOP } });
  await services.sessions.storeSession(await issuedSession(url));
  let read = 0;
  return {
    services,
    sandbox,
    account: { ...account, shop: SHOP },
    anotherProcess: () => open(services.vault),
    async fault(fault) {
      await postJson(`${url}/sandbox/shopify/faults`, fault);
    },
    async queries() {
      const { calls } = (await (await fetch(`${url}/sandbox/shopify/calls`)).json()) as {
        calls: { query: string; variables: { search?: string; after?: string | null } }[];
      };
      const fresh = calls.slice(read).filter((call) => call.query.includes("OrderPage"));
      read = calls.length;
      return fresh.map(({ variables: { search = "", after = null } }) => ({ search, after }));
    },
    async pass(ms) {
      await sandbox.clock.advance(ms / 3_600_000);
      clock.moveTo(sandbox.clock.now());
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
      await close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function issuedSession(url: string): Promise<Session> {
  const at = new Date();
  const issued = (await postJson(`${url}/admin/oauth/access_token`, {
    client_id: TEST_API_KEY,
    client_secret: TEST_API_SECRET,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: adminSessionToken({ shop: SHOP, apiKey: TEST_API_KEY, secret: TEST_API_SECRET, at }),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  })) as { access_token: string; scope: string };
  const token = { accessToken: issued.access_token, scope: issued.scope };
  return new Session({ id: `offline_${SHOP}`, shop: SHOP, state: "", isOnline: false, ...token });
}

async function postJson(url: string, body: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}
