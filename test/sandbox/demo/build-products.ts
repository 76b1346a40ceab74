import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** What customer accounts run, as `shopify app build` leaves it. */
export const extensionBundles = [
  "extensions/customer-order-status/dist/order-status.js",
  "extensions/customer-parcels/dist/parcels.js",
];
const extensionSources = [
  "extensions/customer-parcels/src",
  "extensions/customer-parcels/shopify.extension.toml",
  "extensions/customer-order-status/src",
  "extensions/customer-order-status/locales",
  "extensions/customer-order-status/shopify.extension.toml",
];
const appProducts = ["build/server/web.js", "build/server/worker.js", "build/server/account.js"];
// The page without script has the block's styles.
const shownByTheApp = ["extensions/theme-tracking/assets", "extensions/customer-order-status/src/times.ts"];
const appSources = ["app", "vite.config.ts", "package-lock.json", ...shownByTheApp];

/**
 * Builds the app and the extensions of customer accounts where they are missing or older than their
 * sources.
 */
export function buildWhatIsMissing(projectDir: string, appUrl: string, say: (line: string) => void): void {
  buildApp(projectDir, say);
  buildExtensions(projectDir, appUrl, say);
}

/**
 * Builds the app's processes and its command where they are missing or older than their sources.
 */
export function buildApp(projectDir: string, say: (line: string) => void): void {
  const at = (place: string) => path.join(projectDir, place);
  if (!isOlder(appProducts.map(at), appSources.map(at))) return;
  runNpm("Building the app", ["run", "build:app"], { projectDir, say });
}

/**
 * Builds the extensions of customer accounts where one is missing, older than its sources, or made
 * for another app's address.
 */
export function buildExtensions(projectDir: string, appUrl: string, say: (line: string) => void): void {
  const at = (place: string) => path.join(projectDir, place);
  const bundles = extensionBundles.map(at);
  // A bundle carries the address of the app it was built for.
  const fitApp = bundles.every((bundle) => existsSync(bundle) && readFileSync(bundle, "utf8").includes(`"${appUrl}"`));
  if (fitApp && !isOlder(bundles, extensionSources.map(at))) return;
  runNpm("Building the extensions", ["run", "build:extensions"], { projectDir, say, env: { APP_URL: appUrl } });
}

interface Run {
  projectDir: string;
  say: (line: string) => void;
  env?: Record<string, string>;
}

function runNpm(what: string, args: string[], { projectDir, say, env = {} }: Run): void {
  say(what);
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd: projectDir,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${what} failed\n${stdout}\n${stderr}`);
}

function isOlder(products: string[], sources: string[]): boolean {
  if (products.some((product) => !existsSync(product))) return true;
  const made = Math.min(...products.map((product) => statSync(product).mtimeMs));
  return sources.some((source) => newestIn(source) > made);
}

function newestIn(place: string): number {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(place).map((name) => newestIn(path.join(place, name))));
}
