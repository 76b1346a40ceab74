import ts from "typescript";
import type { constantsOf } from "#test/architecture/constant-values";
import { lineOf, visit, type SourceFile } from "#test/architecture/source-files";

/** A place where a statement is sent to the database. */
export interface StatementSite {
  /** `file:line` */
  place: string;
  file: string;
  /** The function of the module that sends it. */
  sentBy: string;
  /** Every text it can have; null where it is composed while the program runs. */
  texts: string[] | null;
}

/** Every place of a file where a statement is sent. */
export function statementSites(file: SourceFile, constants: ReturnType<typeof constantsOf>): StatementSite[] {
  const sites: StatementSite[] = [];
  visit(file.syntax, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const [text] = node.arguments;
    if (node.expression.name.text !== "query" || !text) return;
    const place = `${file.path}:${String(lineOf(file.syntax, node))}`;
    sites.push({ place, file: file.path, sentBy: functionAround(node), texts: constants.textsOf(text, file) });
  });
  return sites;
}

function functionAround(node: ts.Node): string {
  let name = "";
  for (let around = node; !ts.isSourceFile(around); around = around.parent)
    if (ts.isFunctionDeclaration(around)) name = around.name?.text ?? "";
  return name;
}

/** What makes a text a part of a statement that must stand in one that is prepared. */
const CONDITION = /[<>=]|\b(?:AND|OR|IS|IN|LIKE|ANY|WHERE|FROM|JOIN|SELECT|CASE|ORDER)\b/;

/**
 * The constant parts of statements in a file: what of them no prepared statement holds was never
 * looked at.
 */
export function statementParts(file: SourceFile): { place: string; part: string }[] {
  const parts: { place: string; part: string }[] = [];
  visit(file.syntax, (node) => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node)) return;
    const part = node.text.trim();
    if (CONDITION.test(part)) parts.push({ place: `${file.path}:${String(lineOf(file.syntax, node))}`, part });
  });
  return parts;
}
