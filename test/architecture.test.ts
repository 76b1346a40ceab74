import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { folders, lineOf, sourceFiles, visit, type Import, type SourceFile } from "./architecture/source-files";
import { cyclesOf, faultOf, subjectOf, SUBJECTS } from "./architecture/subjects";

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

const app = sourceFiles("app");
const extensions = sourceFiles("extensions");
const sandbox = sourceFiles("test/sandbox");

/** Every place where a file has what it must not have, as `file:line what`. */
function places(files: SourceFile[], what: (node: ts.Node) => string | null): string[] {
  return files.flatMap((file) => {
    const found: string[] = [];
    visit(file.syntax, (node) => {
      const name = what(node);
      if (name !== null) found.push(`${file.path}:${lineOf(file.syntax, node)} ${name}`);
    });
    return found;
  });
}

const inSubject = (name: string) => app.filter((file) => subjectOf(file.path)?.name === name);
const ofFeatures = app.filter((file) => file.path.startsWith("app/features/"));
const place = ({ target, line, typeOnly }: Import, file: SourceFile) =>
  `${file.path}:${String(line)} → ${target}${typeOnly ? " (type)" : ""}`;

describe("import arrows", () => {
  it.each(SUBJECTS)("$name imports only what it may", (subject) => {
    const wrong = inSubject(subject.name).flatMap((file) =>
      file.imports.filter((found) => faultOf(subject, found) !== null).map((found) => place(found, file)),
    );
    expect(wrong, `${subject.name} may import ${[...subject.imports, ...subject.packages].join(", ")}`).toEqual([]);
  });

  it.each(SUBJECTS)("$name has no arrow in the list that nothing uses", (subject) => {
    const used = new Set(
      inSubject(subject.name).flatMap((file) => file.imports.map(({ target }) => subjectOf(target)?.name ?? "")),
    );
    expect(subject.imports.filter((name) => !used.has(name))).toEqual([]);
  });

  it("run one way between subjects, as listed", () => {
    expect(cyclesOf(new Map(SUBJECTS.map(({ name, imports }) => [name, new Set(imports)])))).toEqual([]);
  });

  it("run one way between folders, types included", () => {
    const arrows = new Map<string, Set<string>>();
    for (const file of app) {
      const from = path.posix.dirname(file.path);
      const to = file.imports.filter(({ target }) => target.startsWith("app/")).map(({ target }) => folderOf(target));
      arrows.set(from, new Set([...(arrows.get(from) ?? []), ...to.filter((folder) => folder !== from)]));
    }
    expect(cyclesOf(arrows)).toEqual([]);
  });

  it("sees the files it judges", () => {
    expect(inSubject("domain").length).toBeGreaterThan(5);
    expect(inSubject("features/intake").flatMap((file) => file.imports).length).toBeGreaterThan(20);
    const outside = app.filter((file) => subjectOf(file.path) === undefined).map(({ path: file }) => file);
    expect(outside.filter((file) => !file.startsWith("app/processes/"))).toEqual([]);
  });

  it("find a circle", () => {
    const arrows = new Map([
      ["a", new Set(["b"])],
      ["b", new Set(["c"])],
      ["c", new Set(["a", "d"])],
      ["d", new Set<string>()],
    ]);
    expect(cyclesOf(arrows)).toEqual([["a", "b", "c"]]);
  });

  it("keeps browser code free of server modules", () => {
    const wrong = inSubject("components").flatMap((file) =>
      file.imports.filter(({ target }) => target.endsWith(".server")),
    );
    expect(wrong).toEqual([]);
  });

  it("lets one route run nothing of another; the type of its loader may be named", () => {
    const wrong = inSubject("routes").flatMap((file) =>
      file.imports
        .filter(({ typeOnly }) => !typeOnly)
        .filter(({ target }) => target.startsWith("app/routes/") && !target.startsWith(`${routeFolder(file.path)}/`))
        .map(({ target, line }) => `${file.path}:${line} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("runs on packages that a production install has", () => {
    const { dependencies } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
    const wrong = app.flatMap((file) =>
      file.imports
        .filter(({ ours, typeOnly, target }) => !ours && !typeOnly && !/^(node|virtual):/.test(target))
        .filter(({ target }) => !(packageOf(target) in dependencies))
        .map(({ target, line }) => `${file.path}:${line} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("lets extensions meet the app over HTTP only", () => {
    // Shopify wants the full page apart from the order's page; what they show is the same.
    const shared: Record<string, string> = { "extensions/customer-parcels": "extensions/customer-order-status/src/" };
    const wrong = extensions.flatMap((file) => {
      const own = file.path.split("/").slice(0, 2).join("/");
      return file.imports
        .filter(({ target, ours }) => ours && !target.startsWith(`${own}/`))
        .filter(({ target }) => !(shared[own] !== undefined && target.startsWith(shared[own])))
        .map(({ target }) => `${file.path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("lets only what starts the app, and its seed, reach from the sandbox into the app", () => {
    const mayReach = /^test\/sandbox\/(demo|dev|seed)(\.ts|\/)/;
    const wrong = sandbox
      .filter((file) => !mayReach.test(file.path))
      .flatMap((file) =>
        file.imports.filter(({ target }) => target.startsWith("app/")).map(({ target }) => `${file.path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("what only one place does", () => {
  it("reads the environment in one file alone", () => {
    const others = app.filter((file) => file.path !== "app/platform/environment.server.ts");
    expect(places(others, readsEnvironment)).toEqual([]);
  });

  it("asks neither clock nor chance in the rules", () => {
    const rules = inSubject("domain").filter((file) => file.path !== "app/domain/clock.ts");
    expect(places(rules, asksClockOrChance)).toEqual([]);
  });

  it("knows no Request and no Response in a use case", () => {
    expect(places(ofFeatures, namesExchange)).toEqual([]);
  });

  it("exports by name, except where the framework asks for a default", () => {
    const asked = /^app\/(routes\/|root\.tsx$|entry\.|routes\.ts$)/;
    expect(
      places(
        app.filter((file) => !asked.test(file.path)),
        exportsDefault,
      ),
    ).toEqual([]);
  });
});

it("has no folder whose name says nothing", () => {
  const empty = new Set(["utils", "util", "helpers", "helper", "common", "misc", "lib", "shared"]);
  const all = ["app", "test", "prisma", "extensions"].flatMap(folders);
  expect(all.filter((folder) => empty.has(path.basename(folder)))).toEqual([]);
});

/** Of a target: a file without its ending, or a folder's own file. */
function folderOf(target: string): string {
  return path.posix.dirname(target);
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** A route is a folder, or a file with the folder of the same name. */
function routeFolder(file: string): string {
  return file
    .split("/")
    .slice(0, 3)
    .join("/")
    .replace(/\.tsx?$/, "");
}

function readsEnvironment(node: ts.Node): string | null {
  return ts.isPropertyAccessExpression(node) && node.getText() === "process.env" ? "process.env" : null;
}

function asksClockOrChance(node: ts.Node): string | null {
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) return "new Date()";
  if (!ts.isPropertyAccessExpression(node)) return null;
  const forbidden = ["Date.now", "Math.random", "performance.now", "crypto.randomUUID", "crypto.getRandomValues"];
  return forbidden.find((text) => node.getText() === text) ?? null;
}

function namesExchange(node: ts.Node): string | null {
  const named =
    (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text) ||
    (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text);
  return named === "Request" || named === "Response" ? named : null;
}

function exportsDefault(node: ts.Node): string | null {
  if (ts.isExportAssignment(node)) return "export default";
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ? "export default" : null;
}
