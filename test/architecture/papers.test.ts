import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { brokenLinks, brokenPaths, environmentTable, papersBelow } from "./papers";
import { TABLE_OWNERS } from "./table-owners";

const papers = papersBelow(".");
const textOf = (file: string) => papers.find((paper) => paper.file === file)?.text ?? "";

describe("the papers", () => {
  it("lead to files and headings that are there", () => {
    expect(papers.length).toBeGreaterThan(20);
    expect(papers.flatMap(brokenLinks)).toEqual([]);
  });

  it("name paths that are there", () => {
    expect(papers.flatMap(brokenPaths)).toEqual([]);
  });

  it("begin with a README that a newcomer reads to the end", () => {
    expect(Buffer.byteLength(textOf("README.md"))).toBeLessThanOrEqual(10_240);
  });

  it("explain every environment variable", () => {
    const schema = readFileSync("app/platform/environment.server.ts", "utf8");
    const read = new Set([...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = ""]) => name));
    expect(read.size).toBeGreaterThan(10);
    expect(environmentTable(textOf("app/OPERATING.md")).toSorted()).toEqual([...read].toSorted());
  });

  it("list every decision", () => {
    const decisions = papers.filter(({ file }) => /^app\/decisions\/\d{4}-/.test(file));
    const index = textOf("app/decisions/README.md");
    expect(decisions.length).toBeGreaterThan(10);
    expect(decisions.filter(({ file }) => !index.includes(file.slice("app/decisions/".length)))).toEqual([]);
  });
});

describe("the README of a subject", () => {
  const subjects = Object.keys({ ...TABLE_OWNERS, "features/merchant": [], "features/operations": [] });

  it.each(subjects.filter((name) => name.startsWith("features/")))("%s is short and names its tables", (subject) => {
    const text = textOf(`app/${subject}/README.md`);
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThanOrEqual(25);
    const named = [...(text.split("## Tables")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, table = ""]) => table);
    expect(named.toSorted()).toEqual((TABLE_OWNERS[subject] ?? []).toSorted());
  });
});

describe("a wrong paper", () => {
  it("is noticed by its link, its heading and its path", () => {
    const text = "[one](gone.md), [two](README.md#no-such-heading), `app/gone.ts`, `gone.server.ts`, `app/domain`";
    expect(brokenLinks({ file: "planted.md", text })).toEqual([
      "planted.md: gone.md",
      "planted.md: README.md#no-such-heading",
    ]);
    expect(brokenPaths({ file: "planted.md", text })).toEqual([
      "planted.md: app/gone.ts",
      "planted.md: gone.server.ts",
    ]);
  });

  it("is noticed by a variable that its table lacks or has too much", () => {
    const text = "## Other\n\n| `NO` |\n\n## Environment\n\n| `ONE`, `TWO` | yes | `NOT` |\n\n## Next\n\n| `NO` |\n";
    expect(environmentTable(text)).toEqual(["ONE", "TWO"]);
  });
});
