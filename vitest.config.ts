import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = { "~": folder("./app"), "#test": folder("./test") };
const globalSetup = "test/support/global-setup.ts";
const silence = "test/support/silence.ts";

const endToEnd = { globalSetup, testTimeout: 180_000, hookTimeout: 240_000 };
/** These promise something within seconds, and have the machine to themselves. */
const inGoodTime = ["main-job", "two-processes", "stop", "recorded-clients"].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  resolve: { alias },
  test: {
    pool: "forks",
    maxWorkers: Math.max(2, availableParallelism()),
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: "app",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/e2e/**", "test/extensions/**/*.test.tsx"],
          globalSetup,
          setupFiles: [silence],
          // Otherwise a stylesheet is empty even as text.
          css: { include: [/extensions\/theme-tracking/] },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Extensions are written for Preact, and Shopify's packages come as untranslated .tsx.
        esbuild: { jsx: "automatic", jsxImportSource: "preact" },
        test: {
          name: "extensions",
          include: ["test/extensions/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: [silence],
          server: { deps: { inline: [/ui-extensions-tester/, /@shopify\/ui-extensions/] } },
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: inGoodTime,
          // A demo mostly waits, for its clock and its pace: two at a time take little more than one.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: "e2e alone",
          include: inGoodTime,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
