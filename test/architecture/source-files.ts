import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export interface Import {
  /**
   * `app/domain/tracking/status` for a file of ours (no extension), else the package's own
   * specifier.
   */
  target: string;
  ours: boolean;
  /** Leaves no trace in the running program. */
  typeOnly: boolean;
  line: number;
}

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  path: string;
  imports: Import[];
  syntax: ts.SourceFile;
}

const SKIPPED = new Set(["node_modules", "generated", "dist", "build", ".shopify"]);

/** Every TypeScript file below a folder, with what it imports. */
export function sourceFiles(folder: string): SourceFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourceFiles(file);
    return /(?<!\.d)\.tsx?$/.test(entry.name) ? [readSource(file)] : [];
  });
}

/** Every folder below a folder, the folder itself included. */
export function folders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const below = readdirSync(folder).map((name) => path.posix.join(folder, name));
  return [
    folder,
    ...below.filter((file) => statSync(file).isDirectory() && !SKIPPED.has(path.basename(file))).flatMap(folders),
  ];
}

const readSource = (file: string): SourceFile => parseSource(file, readFileSync(file, "utf8"));

/** A file with this text. */
export function parseSource(file: string, text: string): SourceFile {
  const syntax = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  visit(syntax, (node) => {
    const found = importOf(node);
    if (found)
      imports.push({ ...resolve(file, found.specifier), typeOnly: found.typeOnly, line: lineOf(syntax, node) });
  });
  return { path: file, imports, syntax };
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: importsTypesOnly(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, typeOnly: true };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    return argument && ts.isStringLiteralLike(argument) ? { specifier: argument.text, typeOnly: false } : null;
  }
  return null;
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function resolve(from: string, specifier: string): { target: string; ours: boolean } {
  const bare = specifier.replace(/[?#].*$/, "").replace(/\.(tsx?|mjs|js)$/, "");
  if (bare.startsWith("~/")) return { target: path.posix.join("app", bare.slice(2)), ours: true };
  if (bare.startsWith("#test/")) return { target: path.posix.join("test", bare.slice(6)), ours: true };
  if (bare.startsWith(".")) return { target: path.posix.join(path.posix.dirname(from), bare), ours: true };
  return { target: specifier, ours: false };
}
