// Runs before `npm run demo` and `npm test`, on whatever Node the machine has and before there are
// any packages: makes node_modules as the lock file says and the Prisma client as the schema says,
// when they are missing or older.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const isOlder = (made, source) => !existsSync(made) || statSync(made).mtimeMs < statSync(source).mtimeMs;

// npm writes this file last, so an install that was cut short counts as none.
if (isOlder(at("node_modules/.package-lock.json"), at("package-lock.json"))) {
  // --include=dev: NODE_ENV=production must not leave the tools out here.
  run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
}
if (isOlder(at("app/platform/database/generated/client.ts"), at("prisma/schema.prisma"))) {
  run(at("node_modules/.bin/node"), [at("prisma/prisma.mjs"), "generate", "--no-hints"]);
}

function run(command, args) {
  // npm must not run on the Node that lies in the folder it is about to delete.
  const searchPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(path.join("node_modules", ".bin")))
    .join(path.delimiter);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: searchPath },
  });
  if (status === 0) return;
  process.stderr.write(`${path.basename(command)} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}\n`);
  process.exit(status || 1);
}
