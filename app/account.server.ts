import { runAccountCommand, usage, type CommandResult } from "./commands/account-command";
import { connectDatabase, isNotMigrated, type Database } from "./db/client.server";
import { startEmbedded } from "./db/embedded/launcher.server";
import { sealsFit } from "./db/standalone-accounts.server";
import { systemStoryClock } from "./db/story-clock.server";
import { createVault } from "./db/vault.server";
import { systemClock } from "./domain/clock";
import { requireStorageEnv } from "./env.server";
import { createLog, messageOf } from "./log.server";

// Who asks how it is used may not have the environment yet.
if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const env = requireStorageEnv();

/** The database of the installation, or the embedded one of a demo, which is started for the time of the command where none runs. */
async function openDatabase(): Promise<{ db: Database; close: () => Promise<void> }> {
  const log = createLog("warn", "account", process.stderr);
  if (env.DATABASE_URL !== undefined) {
    const db = connectDatabase(env.DATABASE_URL, { log, poolSize: 2 });
    return { db, close: () => db.close() };
  }
  const embedded = await startEmbedded({ dataDir: env.DATA_DIR, log: () => undefined });
  const db = connectDatabase(embedded.url, { log, poolSize: 2 });
  return {
    db,
    async close() {
      await db.close();
      if (!embedded.adopted) await embedded.stop();
    },
  };
}

async function run(db: Database): Promise<CommandResult> {
  const vault = createVault(env.ENCRYPTION_KEY);
  // With another key than the app's, the app would know neither the account nor its keys.
  if (!(await sealsFit(db, vault))) {
    return { out: [], notes: ["ENCRYPTION_KEY is not the one this database was written with."], exitCode: 1 };
  }
  const clock = systemStoryClock(systemClock);
  return runAccountCommand({ db, vault, env, clock, wallClock: systemClock }, process.argv.slice(2));
}

const { db, close } = await openDatabase();
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
  await close();
}
