import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/** The superuser's password: made once, readable by the owner of DATA_DIR only. */
export function keptPassword(file: string): string {
  if (!existsSync(file)) {
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, randomBytes(24).toString("hex"), { mode: 0o600 });
    try {
      // A link appears whole or not at all, and only for the first of two parents.
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, "utf8").trim();
}
