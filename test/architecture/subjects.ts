import type { Import } from "./source-files";

/** One part of `app/`, and what its files may import. */
export interface Subject {
  /**
   * A folder or file below `app/`, without its ending. It covers what lies below it and in no other
   * subject of this list.
   */
  name: string;
  /** Other subjects, by name. Types count like values: a cycle of types is a cycle. */
  imports: string[];
  /** Packages; `node:*` is every built-in module. A name covers what lies below it. */
  packages: string[];
  /** Files of the extensions: what the app shows again where their own code cannot run. */
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

/** What every subject of `features/` may use. */
const BASE = ["features", "domain", "platform"];

/**
 * The arrows of the app. The subjects of `features/` stand in the order of their list: each imports
 * from those below it only. What must reach upwards is handed in from `processes/`
 * (features/services.server.ts, HandedIn). Add an arrow here when a change needs one, and take away
 * what no import uses: the test fails on both.
 */
export const SUBJECTS: Subject[] = [
  { name: "domain", imports: [], packages: ["zod"] },
  { name: "tracking-api", imports: [], packages: ["zod", "node:crypto"] },
  { name: "providers", imports: ["domain", "tracking-api"], packages: PLAIN },
  {
    name: "platform",
    imports: ["domain"],
    packages: ["node:*", "zod", "pg", "pg-boss", "pino", "@prisma/client", "@prisma/adapter-pg"],
  },
  {
    name: "features",
    imports: ["domain", "platform", "providers"],
    packages: ["@shopify/shopify-api", "@shopify/shopify-app-session-storage"],
  },

  {
    name: "features/merchant",
    imports: [
      ...BASE,
      "features/account",
      "features/carriers",
      "features/intake",
      "features/provider-sync",
      "features/public-api",
      "features/shipments",
      "features/shopper",
    ],
    packages: ["zod"],
  },
  {
    name: "features/shopper",
    imports: [...BASE, "providers", "features/account", "features/carriers", "features/intake"],
    packages: PLAIN,
  },
  {
    name: "features/public-api",
    imports: [
      ...BASE,
      "providers",
      "tracking-api",
      "features/account",
      "features/carriers",
      "features/outbox",
      "features/provider-sync",
      "features/shipments",
    ],
    packages: PLAIN,
  },
  {
    name: "features/privacy",
    imports: [...BASE, "features/account", "features/intake", "features/shipments"],
    packages: PLAIN,
  },
  { name: "features/operations", imports: ["features", "platform", "features/intake"], packages: PLAIN },
  {
    name: "features/intake",
    imports: [
      ...BASE,
      "providers",
      "features/account",
      "features/carriers",
      "features/provider-sync",
      "features/shipments",
    ],
    packages: PLAIN,
  },
  {
    name: "features/provider-sync",
    imports: [...BASE, "providers", "features/account", "features/carriers", "features/shipments"],
    packages: [...PLAIN, "p-limit"],
  },
  { name: "features/carriers", imports: BASE, packages: PLAIN },
  {
    name: "features/account",
    imports: [...BASE, "providers"],
    packages: [...PLAIN, "@shopify/shopify-app-session-storage"],
  },
  { name: "features/shipments", imports: BASE, packages: PLAIN },
  { name: "features/outbox", imports: ["platform"], packages: PLAIN },

  {
    name: "http",
    imports: [
      ...BASE,
      "tracking-api",
      "features/intake",
      "features/operations",
      "features/public-api",
      "features/shopper",
      "i18n",
    ],
    packages: [...PLAIN, ...PAGES, "negotiator"],
    // The answer to a shopper has the look of the storefront block, and the times of customer
    // accounts.
    extensions: ["theme-tracking/assets", "customer-order-status/src/times"],
  },
  { name: "i18n", imports: [], packages: ["i18next", "react-i18next"] },
  { name: "components", imports: ["domain", "i18n"], packages: [...PAGES, ...REMIX] },
  {
    name: "shopify",
    imports: ["features", "platform", "providers", "features/account"],
    packages: ["@shopify/shopify-app-remix"],
  },
  {
    name: "routes",
    imports: [
      "features",
      "domain",
      "platform",
      "components",
      "http",
      "shopify",
      "features/account",
      "features/carriers",
      "features/intake",
      "features/merchant",
      "features/provider-sync",
      "features/public-api",
      "features/shopper",
    ],
    packages: [...PAGES, ...REMIX, "zod", "node:crypto"],
  },
  { name: "root", imports: ["components", "i18n"], packages: [...PAGES, ...REMIX] },
  { name: "entry.client", imports: [], packages: [...PAGES, ...REMIX] },
  { name: "entry.server", imports: ["features", "shopify"], packages: [...PAGES, ...REMIX, "node:*"] },
];

/** Files that no subject covers put the app together, and may import everything: `processes/`. */
export function subjectOf(file: string): Subject | undefined {
  const inside = file.replace(/^app\//, "").replace(/(\.server)?(\.(tsx?|json|css))?$/, "");
  const fitting = SUBJECTS.filter(({ name }) => covers(name, inside) || name === nameOfFile(file));
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0];
}

/**
 * `app/shopify.server.ts` is `shopify`; `entry.client` and `entry.server` keep their second word.
 */
function nameOfFile(file: string): string {
  return file.replace(/^app\//, "").replace(/\.tsx?$/, "");
}

/** Why an import is wrong, or null. */
export function faultOf(from: Subject, { target, ours }: Import): string | null {
  if (!ours) return from.packages.some((name) => coversPackage(name, target)) ? null : `package ${target}`;
  if (target.startsWith("extensions/")) {
    const inside = target.slice("extensions/".length);
    return (from.extensions ?? []).some((name) => covers(name, inside)) ? null : target;
  }
  if (!target.startsWith("app/")) return target;
  const to = subjectOf(target);
  if (to === undefined) return target;
  return to.name === from.name || from.imports.includes(to.name) ? null : `${to.name} (${target})`;
}

function covers(name: string, file: string): boolean {
  return file === name || file.startsWith(`${name}/`);
}

function coversPackage(name: string, target: string): boolean {
  return name === "node:*" ? target.startsWith("node:") : covers(name, target);
}

/** Every circle of names that lead back to themselves, each once. */
export function cyclesOf(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reaches = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(arrows.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(arrows.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map([...arrows.keys()].map((name) => [name, reaches(name)]));
  const circles = [...reached].flatMap(([name, all]) =>
    all.has(name) ? [[name, ...[...all].filter((other) => reached.get(other)?.has(name))]] : [],
  );
  const sorted = circles.map((circle) => [...new Set(circle)].toSorted());
  return [...new Map(sorted.map((circle) => [circle.join(" "), circle])).values()];
}
