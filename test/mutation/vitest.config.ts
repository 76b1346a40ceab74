import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

// The rules' own tests alone: no database, so that each of a thousand mutants is tried in a moment.
export default defineConfig({
  root,
  resolve: { alias: { "~": `${root}/app`, "#test": `${root}/test` } },
  test: {
    include: ["test/domain/tracking/**/*.test.ts", "test/features/provider-sync/registration/settlements.test.ts"],
    testTimeout: 60_000,
    setupFiles: ["test/support/silence.ts"],
  },
});
