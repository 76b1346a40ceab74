import ts from "typescript";
import { lineOf, visit, type SourceFile } from "./source-files";
import type { constantsOf } from "./constant-values";
import type { Schema } from "./schema";

/** A statement, or a part of one, and what it does. */
export interface FoundStatement {
  line: number;
  /** What it writes to; null where the name of the table is only known while the program runs. */
  writes: (string | null)[];
}

/** Stands for what an interpolation adds while the program runs. */
const UNKNOWN = "\u0000";

const NAME = String.raw`(?:ONLY\s+)?("?[a-z_][a-z_0-9.]*"?|${UNKNOWN}|$)`;
const WRITES = new RegExp(
  String.raw`(?:\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)|(?<!\b(?:FOR|DO|KEY|ON)\s+)\bUPDATE)\s+${NAME}`,
  "gi",
);
/**
 * What makes a text a statement or a part of one; words of English that happen to be verbs of SQL
 * do not.
 */
const STATEMENTS = [
  /\bSELECT\s/,
  /\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO)\s/i,
  /\bUPDATE\s+\S+\s+(?:AS\s+\S+\s+)?SET\b/i,
  /^\s*(?:LISTEN|NOTIFY|TRUNCATE|LOCK\s+TABLE|COPY|WITH\s+\S+\s+AS)\s/,
];

const PRISMA_WRITES = /^(?:create|update|upsert|delete)(?:Many)?(?:AndReturn)?$/;
const PRISMA_READS = /^(?:find|count|aggregate|groupBy)/;

/** The statements of a file, in SQL and by Prisma. */
export function statementsIn(
  file: SourceFile,
  schema: Schema,
  constants: ReturnType<typeof constantsOf>,
): FoundStatement[] {
  const found: FoundStatement[] = [];
  visit(file.syntax, (node) => {
    const line = () => lineOf(file.syntax, node);
    const text = sqlOf(node, schema, (expression) => constants.textsOf(expression, file));
    if (text !== null) found.push({ line: line(), writes: tablesWritten(text) });
    const byPrisma = ofPrisma(node, schema);
    if (byPrisma) found.push({ line: line(), writes: byPrisma });
  });
  return found;
}

/** The statement a literal is, with `UNKNOWN` for what is not constant; null where it is none. */
function sqlOf(node: ts.Node, schema: Schema, textsOf: (expression: ts.Expression) => string[] | null): string | null {
  if (ts.isStringLiteralLike(node)) return isStatement(node.text, schema) ? node.text : null;
  if (!ts.isTemplateExpression(node)) return null;
  const text = node.templateSpans.reduce((before, span) => {
    const texts = textsOf(span.expression);
    const filled = texts?.length === 1 ? texts[0] : undefined;
    return `${before}${filled ?? UNKNOWN}${span.literal.text}`;
  }, node.head.text);
  return isStatement(text, schema) ? text : null;
}

function isStatement(text: string, { tables }: Schema): boolean {
  if (STATEMENTS.some((pattern) => pattern.test(text))) return true;
  const [, quoted = "", plain = ""] = /\bselect\s[^]*\sfrom\s+(?:"(\w+)"|(\w+))/i.exec(text) ?? [];
  // A table called like a word of SQL stands in quotes.
  return tables.includes(quoted) || (plain !== "order" && tables.includes(plain));
}

/** The tables a statement writes to, in common table expressions too. */
export function tablesWritten(text: string): (string | null)[] {
  const withoutTexts = text.replace(/'(?:[^']|'')*'/g, "''").replace(/--.*$/gm, "");
  return [...withoutTexts.matchAll(WRITES)].map(([, name = ""]) =>
    name === "" || name === UNKNOWN ? null : name.replaceAll('"', ""),
  );
}

/**
 * The tables a call of Prisma writes to, nested writes included; null where the node is no such
 * call.
 */
function ofPrisma(node: ts.Node, schema: Schema): (string | null)[] | null {
  if (ts.isIdentifier(node) && /^\$(?:query|execute)Raw/.test(node.text)) return [];
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const { name: method, expression: model } = node.expression;
  if (!ts.isPropertyAccessExpression(model)) return null;
  const table = schema.tableOfModel.get(model.name.text);
  if (table === undefined) return null;
  if (PRISMA_READS.test(method.text)) return [];
  return PRISMA_WRITES.test(method.text) ? [table, ...nestedWrites(node, schema)] : null;
}

function nestedWrites(call: ts.CallExpression, schema: Schema): string[] {
  const written: string[] = [];
  for (const argument of call.arguments)
    visit(argument, (node) => {
      if (!ts.isPropertyAssignment(node) || !ts.isObjectLiteralExpression(node.initializer)) return;
      const table = schema.tableOfRelation.get(node.name.getText());
      const verbs = node.initializer.properties.map((property) => property.name?.getText() ?? "");
      if (table !== undefined && verbs.some((verb) => PRISMA_WRITES.test(verb) || verb === "connectOrCreate"))
        written.push(table);
    });
  return written;
}
