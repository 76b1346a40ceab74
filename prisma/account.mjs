// `npm run account`: the account command of the build, on the database of DATABASE_URL or on the
// embedded one of a demo.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { withDatabaseServer } from "./database-server.mjs";

const words = process.argv.slice(2);
const runCommand = async (url) => {
  const env = { ...process.env, NODE_ENV: "production", ...(url && { DATABASE_URL: url }) };
  const child = spawn(process.execPath, ["build/server/account.js", ...words], { stdio: "inherit", env });
  [process.exitCode] = await once(child, "exit");
};

// Who asks how it is used may not have a database yet.
if (words.length === 0 || words.some((word) => word === "--help" || word === "-h")) await runCommand(null);
else await withDatabaseServer(runCommand, { say: () => undefined });
