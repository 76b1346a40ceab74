import { createHash } from "node:crypto";

/** Short enough for the name of a folder. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
