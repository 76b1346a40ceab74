// The two one-shot commands that Prisma's CLI gives its engine before it speaks JSON-RPC with it.
import { connectOnce, createDatabase } from "./database.mjs";

/** PostgreSQL's error codes and Prisma's words for them. */
const PRISMA_CODES = { "3D000": "P1003", "28P01": "P1000", "42P04": "P1009" };
const UNREACHABLE = "P1001";

/**
 * @param {string} command
 * @param {string} url
 * @returns {Promise<number>} the exit code
 */
export async function runCliCommand(command, url) {
  try {
    if (command === "can-connect-to-database") await connectOnce(url, async () => {});
    else if (command === "create-database") await createDatabase(url);
    else throw new Error(`The engine does not know the command ${command}.`);
    return 0;
  } catch (error) {
    reportToCli(error);
    return 1;
  }
}

/** The CLI skips the first line of stderr and reads the rest as log records. */
function reportToCli(error) {
  process.stderr.write("schema-engine\n");
  const record = {
    timestamp: new Date().toISOString(),
    level: "ERROR",
    fields: { message: error.message, error_code: PRISMA_CODES[error.code] ?? UNREACHABLE },
    target: "schema_engine::logger",
  };
  process.stderr.write(`${JSON.stringify(record)}\n`);
}
