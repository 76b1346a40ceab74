// `npm run db:migrate`: applies what is missing to the database of DATABASE_URL, or to the embedded
// one. The same engine call as `prisma migrate deploy`, without the CLI: four times as fast, and
// production installs have no CLI.
import { fileURLToPath } from "node:url";
import { withDatabaseServer } from "./database-server.mjs";
import { applyMigrations } from "./engine/apply-migrations.mjs";

const migrations = fileURLToPath(new URL("migrations", import.meta.url));
const given = process.env.DATABASE_URL;
if (given && !/^postgres(ql)?:\/\//.test(given)) {
  process.stderr.write("DATABASE_URL: must start with postgresql://\n");
  process.exit(1);
}
const say = (message) => process.stdout.write(`${message}\n`);
try {
  await withDatabaseServer(
    async (url) => {
      const applied = await applyMigrations(url, migrations);
      say(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
    },
    { say },
  );
} catch (error) {
  // A name with several addresses, none of which answered, gives an error without words of its own.
  const words = error.message || (error.errors ?? [error]).map(String).join("; ");
  process.stderr.write(`The database could not be migrated: ${words}\n`);
  process.exitCode = 1;
}
process.exit();
