// Runs Prisma's CLI with our stand-in for its schema engine, so that no engine needs to be
// downloaded. Use it as `npm run prisma -- migrate dev --name add-something`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../node_modules/prisma/build/index.js", import.meta.url));
const engine = fileURLToPath(new URL("./engine/schema-engine.mjs", import.meta.url));

const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  },
});
process.exitCode = status ?? 1;
