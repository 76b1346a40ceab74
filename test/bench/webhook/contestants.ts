import { spawnSync } from "node:child_process";
import { Session } from "@shopify/shopify-api";
import { SealedSessionStorage } from "~/features/account/session-storage.server";
import { projectDir, type BenchEnvironment } from "../environment/environment";

export const SHOP = "bench-shop.myshopify.com";

export type Contestant = "ours" | "template" | "bare";

const BARE_SERVER = "test/bench/webhook/bare-server.ts";
const TEMPLATE_CONFIG = "test/bench/webhook/template/vite.config.ts";
const TEMPLATE_SERVER = ".cache/bench/template/server/web.js";

/** A shop that has the app, with the session that the template looks up for every webhook. */
export async function installShop({ db, vault }: BenchEnvironment): Promise<void> {
  const now = new Date();
  await db.prisma.account.create({
    data: { kind: "shop", shopDomain: SHOP, name: "Bench shop", createdAt: now, installedAt: now },
  });
  const session = new Session({
    id: `offline_${SHOP}`,
    shop: SHOP,
    state: "",
    isOnline: false,
    scope: "read_orders,read_fulfillments,write_app_proxy",
    accessToken: "shpat_bench",
    expires: new Date(now.getTime() + 24 * 3_600_000),
    refreshToken: "shprt_bench",
    refreshTokenExpires: new Date(now.getTime() + 30 * 24 * 3_600_000),
  });
  await new SealedSessionStorage(db, vault).storeSession(session);
}

/**
 * Each starts one server process, all alike (production build, same Node, same database), and gives
 * its address.
 */
export const contestants: Record<Contestant, (environment: BenchEnvironment) => Promise<string>> = {
  ours: (environment) => startServer(environment, "The web process", ["build/server/web.js"], "/readyz"),
  async template(environment) {
    environment.say("Building the plain template");
    const build = spawnSync("npx", ["remix", "vite:build", "--config", TEMPLATE_CONFIG], {
      cwd: projectDir,
      encoding: "utf8",
    });
    if (build.status !== 0) throw new Error(`The plain template cannot be built\n${build.stdout}\n${build.stderr}`);
    return startServer(environment, "The plain template", [TEMPLATE_SERVER], "/healthz");
  },
  bare: (environment) => startServer(environment, "The bare server", ["--import", "tsx", BARE_SERVER], "/healthz"),
};

async function startServer(
  environment: BenchEnvironment,
  name: string,
  args: string[],
  readyPath: string,
): Promise<string> {
  const port = await environment.freePort();
  const origin = `http://127.0.0.1:${port}`;
  await environment.start({
    name,
    args,
    env: { ...environment.appEnv, PORT: String(port), WORK_IN_WEB: "false" },
    readyUrl: `${origin}${readyPath}`,
  });
  return origin;
}
