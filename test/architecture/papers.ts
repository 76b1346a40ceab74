import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A paper of the repository: where it is, and its text. */
export interface Paper {
  file: string;
  text: string;
}

const LEFT_OUT = new Set(["node_modules", "build", "generated", "dist", ".git", ".data", ".cache", ".shopify", "out"]);

/** Every Markdown file below a folder. */
export function papersBelow(folder: string): Paper[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : papersBelow(file);
    return entry.name.endsWith(".md") ? [{ file, text: readFileSync(file, "utf8") }] : [];
  });
}

/** Relative links that lead nowhere: a file that is not there, or a heading it does not have. */
export function brokenLinks({ file, text }: Paper): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/i.test(link)) return [];
    const [target = "", anchor] = link.split("#");
    const found = target === "" ? file : path.posix.join(path.posix.dirname(file), target);
    if (!existsSync(found)) return [`${file}: ${link}`];
    if (anchor === undefined) return [];
    return headingsOf(readFileSync(found, "utf8")).includes(anchor) ? [] : [`${file}: ${link}`];
  });
}

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

/** They look like paths below app/. */
const SHOPIFY_TOPICS = new Set(["app/uninstalled", "app/scopes_update"]);

const ROOTS = ["app", "extensions", "prisma", "test"];

/**
 * Paths in backticks that are not there. A path begins with a folder of the repository, or stands
 * below the paper's own folder and names a file of code. Placeholders (`<language>`) and patterns
 * (`*`) are judged by the folder before them.
 */
export function brokenPaths({ file, text }: Paper): string[] {
  const own = path.posix.dirname(file);
  return [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, named = ""]) => {
    if (!/^[\w@.$<>*/-]+$/.test(named) || SHOPIFY_TOPICS.has(named)) return [];
    const isFromRoot = ROOTS.some((root) => named.startsWith(`${root}/`));
    const isBelow = /\.(ts|tsx|mjs|json)$/.test(named) && !named.startsWith("/") && !named.startsWith(".");
    if (!isFromRoot && !isBelow) return [];
    const known = named.split(/[<*]/)[0] ?? "";
    const places = isFromRoot ? [known] : placesOf(own, known, text);
    return places.some((place) => existsSync(place)) ? [] : [`${file}: ${named}`];
  });
}

/** A file that is named alone may stand beside one that the paper names whole. */
function placesOf(own: string, named: string, text: string): string[] {
  const folders = [...text.matchAll(/`((?:app|extensions|prisma|test)\/[\w@.$/-]+)`/g)].map(([, whole = ""]) =>
    path.posix.dirname(whole),
  );
  return [named, ...[own, ...folders].map((folder) => path.posix.join(folder, named))];
}

/** The variables in the first column of the table below the heading "Environment". */
export function environmentTable(text: string): string[] {
  const section = text.split("\n## Environment\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
}
