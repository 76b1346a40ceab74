import { runAccountCommand, usage, type CommandResult } from "./commands/account-command";
import { connectDatabase, isNotMigrated, type Database } from "~/platform/database/client.server";
import { sealsFit } from "~/features/account/standalone-accounts.queries.server";
import { clockWithoutOffset } from "~/platform/clocks/simulated-clock.server";
import { createVault } from "~/platform/vault.server";
import { systemClock } from "~/domain/clock";
import { requireStorageEnv } from "~/platform/environment.server";
import { createLog, messageOf } from "~/platform/log.server";

// Who asks how it is used may not have the environment yet.
if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const env = requireStorageEnv();

async function run(db: Database): Promise<CommandResult> {
  const vault = createVault(env.ENCRYPTION_KEY);
  // With another key than the app's, the app would know neither the account nor its keys.
  if (!(await sealsFit(db, vault))) {
    return { out: [], notes: ["ENCRYPTION_KEY is not the one this database was written with."], exitCode: 1 };
  }
  const clock = clockWithoutOffset(systemClock);
  return runAccountCommand({ db, vault, env, clock, systemClock }, process.argv.slice(2));
}

if (env.DATABASE_URL === undefined) {
  process.stderr.write(
    "The account command needs DATABASE_URL, or npm run account for the embedded database of a demo\n",
  );
  process.exit(1);
}
const db = connectDatabase(env.DATABASE_URL, { log: createLog("warn", "account", process.stderr), poolSize: 2 });
try {
  const { out, notes, exitCode } = await run(db);
  process.stdout.write(out.map((line) => `${line}\n`).join(""));
  process.stderr.write(notes.map((line) => `${line}\n`).join(""));
  process.exitCode = exitCode;
} catch (error) {
  process.stderr.write(
    isNotMigrated(error)
      ? "The database has not been migrated. Run npm run db:migrate first\n"
      : `The command could not reach the database: ${messageOf(error)}\n`,
  );
  process.exitCode = 1;
} finally {
  await db.close();
}
