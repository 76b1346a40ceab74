import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const extensionBundle = "extensions/customer-order-status/dist/order-status.js";
const extensionSources = [
  "extensions/customer-order-status/src",
  "extensions/customer-order-status/shopify.extension.toml",
];
const appProducts = ["build/server/web.js", "build/server/worker.js"];
const appSources = ["app", "vite.config.ts", "package-lock.json"];

/** Builds the app and the order-status extension where they are missing or older than their sources. */
export function buildWhatIsMissing(projectDir: string, appUrl: string, say: (line: string) => void): void {
  const at = (place: string) => path.join(projectDir, place);
  const bundle = at(extensionBundle);
  // The bundle carries the address of the app it was built for.
  const fitsApp = existsSync(bundle) && readFileSync(bundle, "utf8").includes(`"${appUrl}"`);
  if (isOlder(appProducts.map(at), appSources.map(at))) run("Building the app", ["run", "build:app"]);
  if (!fitsApp || isOlder([bundle], extensionSources.map(at))) {
    run("Building the extensions", ["run", "build:extensions"]);
  }

  function run(what: string, args: string[]): void {
    say(what);
    const { status, stdout, stderr } = spawnSync("npm", args, {
      cwd: projectDir,
      encoding: "utf8",
      env: { ...process.env, APP_URL: appUrl },
    });
    if (status === 0) return;
    throw new Error(`${what} failed\n${stdout}\n${stderr}`);
  }
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
