// `npm ci` alone gives a working tree: the Prisma client is generated code and not in the
// repository. A production install leaves the CLI out, and runs a build that already holds the
// client.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../node_modules/prisma/build/index.js", import.meta.url));
if (existsSync(cli)) {
  process.argv.push("generate", "--no-hints");
  await import("./prisma.mjs");
}
