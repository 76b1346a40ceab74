// `npm run test:long`: the property and enumeration tests with all their cases, which `npm test`
// only samples, then the torture with its full seeds. Arguments go to the torture, for instance a
// seed.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const sampled = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((file) => path.join("test", file))
  .filter((file) => /\.test\.tsx?$/.test(file) && readFileSync(file, "utf8").includes("test/support/cases"));

const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;

process.exitCode =
  run(["node_modules/vitest/vitest.mjs", "run", "--project", "app", ...sampled], { TEST_LONG: "true" }) ||
  run(["--import", "tsx", "test/torture/main.ts", ...process.argv.slice(2)]);
