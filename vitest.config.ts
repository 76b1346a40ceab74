import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = { "~": folder("./app"), "#test": folder("./test") };
const globalSetup = "test/support/global-setup.ts";
const silence = "test/support/silence.ts";

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
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
