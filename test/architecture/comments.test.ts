import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const WIDTH = 100;
const FOLDERS = ["app", "extensions", "test", "prisma"];
/** Generated and applied files are not ours to lay out. */
const LEFT_OUT = new Set(["node_modules", "generated", "migrations", "dist", "build"]);
/** A word that cannot be broken, such as an address, and what only tools read. */
const UNBREAKABLE = /^\s*(\/\/\/?|\/?\*+)?\s*\S+$|^\s*(\/\/|\/\*) ?(eslint|@ts-|prettier-|global |\/? ?<reference)/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (LEFT_OUT.has(entry.name)) return [];
    if (entry.isDirectory()) return filesBelow(file);
    return /\.(tsx?|mjs|js|prisma)$/.test(entry.name) ? [file] : [];
  });
}

/** The places of the text in which a comment of its own line begins, or lines of one. */
function commentLines(file: string, text: string): Set<number> {
  const lines = text.split("\n");
  const found = new Set<number>();
  if (file.endsWith(".prisma")) {
    lines.forEach((line, index) => /^\s*\/\//.test(line) && found.add(index));
    return found;
  }
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const parent = node.parent as ts.Node | undefined;
    const inJsx = ts.isJsxText(node) || (parent !== undefined && (ts.isJsxElement(parent) || ts.isJsxFragment(parent)));
    if (!inJsx) {
      for (const { pos, end } of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
        const first = tree.getLineAndCharacterOfPosition(pos).line;
        const last = tree.getLineAndCharacterOfPosition(end).line;
        if (!/^\s*\/[/*]/.test(lines[first] ?? "")) continue;
        for (let line = first; line <= last; line++) found.add(line);
      }
    }
    node.getChildren(tree).forEach(visit);
  };
  visit(tree);
  return found;
}

function tooLong(file: string, text: string): string[] {
  const lines = text.split("\n");
  return [...commentLines(file, text)]
    .filter((index) => (lines[index] ?? "").length > WIDTH && !UNBREAKABLE.test(lines[index] ?? ""))
    .toSorted((one, other) => one - other)
    .map((index) => `${file}:${index + 1}`);
}

describe("comments", () => {
  it(`stay within ${WIDTH} columns`, () => {
    const files = FOLDERS.flatMap(filesBelow);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => tooLong(file, readFileSync(file, "utf8")))).toEqual([]);
  });

  it("are found when they are too long, and text that only looks like one is not", () => {
    const long = "word ".repeat(30);
    expect(tooLong("a.ts", `// ${long}\nconst a = 1;\n`)).toEqual(["a.ts:1"]);
    expect(tooLong("a.ts", `/**\n * ${long}\n */\nconst a = 1;\n`)).toEqual(["a.ts:2"]);
    expect(tooLong("a.prisma", `/// ${long}\n`)).toEqual(["a.prisma:1"]);
    expect(tooLong("a.ts", `const a = \`\n// ${long}\n\`;\n`)).toEqual([]);
  });
});
