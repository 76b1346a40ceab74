import ts from "typescript";
import { visit, type SourceFile } from "./source-files";

/**
 * What an expression can be while nothing of it is known but the source: a text, a list, a record,
 * a function.
 */
export type Value = string | readonly Value[] | { [key: string]: Value } | Closure;

class Closure {
  constructor(
    readonly node: ts.ArrowFunction | ts.FunctionDeclaration,
    readonly scope: Scope,
  ) {}
}

interface Scope {
  file: SourceFile;
  /** What the parameters of the functions around are. */
  bound: ReadonlyMap<string, Value>;
}

/** An expression that is only known while the program runs. */
export class Unresolved extends Error {}

/** Evaluates expressions of these files that rest on constants, imported ones included. */
export function constantsOf(files: readonly SourceFile[]) {
  const byTarget = new Map(files.map((file) => [file.path.replace(/\.tsx?$/, ""), file]));

  /**
   * Every value an expression can have: more than one where a condition decides. Throws
   * `Unresolved`.
   */
  function values(node: ts.Expression, scope: Scope): Value[] {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
    if (ts.isTemplateExpression(node)) return templates(node, scope);
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return values(node.expression, scope);
    if (ts.isConditionalExpression(node)) return [...values(node.whenTrue, scope), ...values(node.whenFalse, scope)];
    if (ts.isArrayLiteralExpression(node)) return combine(node.elements.map((element) => values(element, scope)));
    if (ts.isObjectLiteralExpression(node)) return records(node, scope);
    if (ts.isArrowFunction(node)) return [new Closure(node, scope)];
    if (ts.isIdentifier(node)) return named(node, scope);
    if (ts.isPropertyAccessExpression(node))
      return values(node.expression, scope).map((of) => memberOf(of, node.name.text));
    if (ts.isElementAccessExpression(node))
      return combine([values(node.expression, scope), values(node.argumentExpression, scope)]).map(([of, key]) =>
        memberOf(of, textOf(key)),
      );
    if (ts.isCallExpression(node)) return calls(node, scope);
    throw new Unresolved(node.getText());
  }

  function templates(node: ts.TemplateExpression, scope: Scope): string[] {
    const spans = node.templateSpans.map((span) => values(span.expression, scope));
    return combine(spans).map((filled) =>
      node.templateSpans.reduce((text, span, at) => text + textOf(filled[at]) + span.literal.text, node.head.text),
    );
  }

  function records(node: ts.ObjectLiteralExpression, scope: Scope): Value[] {
    const entries = node.properties.map((property) => {
      if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name))
        throw new Unresolved(property.getText());
      return { key: nameOf(property.name), of: values(property.initializer, scope) };
    });
    return combine(entries.map(({ of }) => of)).map((filled) =>
      Object.fromEntries(entries.map(({ key }, at) => [key, filled[at] ?? ""])),
    );
  }

  function calls(node: ts.CallExpression, scope: Scope): Value[] {
    const { expression: callee } = node;
    if (ts.isPropertyAccessExpression(callee) && ["map", "join"].includes(callee.name.text))
      return combine([values(callee.expression, scope), ...argumentsOf(node, scope)]).flatMap(([list, argument]) =>
        ofList(callee.name.text, list, argument),
      );
    if (ts.isIdentifier(callee) && callee.text === "String") return argumentsOf(node, scope)[0] ?? [];
    return combine([values(callee, scope), ...argumentsOf(node, scope)]).flatMap(([called, ...given]) =>
      applied(called, given),
    );
  }

  const argumentsOf = (node: ts.CallExpression, scope: Scope) => node.arguments.map((one) => values(one, scope));

  function ofList(method: string, list: Value | undefined, argument: Value | undefined): Value[] {
    if (!Array.isArray(list)) throw new Unresolved(method);
    const items = list as readonly Value[];
    if (method === "join") return [items.map(textOf).join(textOf(argument ?? ","))];
    return combine(items.map((item) => applied(argument, [item])));
  }

  function applied(called: Value | undefined, given: readonly Value[]): Value[] {
    if (!(called instanceof Closure)) throw new Unresolved("not a function");
    const { node, scope } = called;
    const bound = new Map(scope.bound);
    node.parameters.forEach((parameter, at) => bind(bound, parameter.name, given[at]));
    const inside = { file: scope.file, bound };
    if (node.body === undefined) throw new Unresolved(node.getText());
    if (!ts.isBlock(node.body)) return values(node.body, inside);
    const last = node.body.statements.at(-1);
    const simple = node.body.statements.slice(0, -1).every((statement) => ts.isVariableStatement(statement));
    if (!simple || last === undefined || !ts.isReturnStatement(last) || !last.expression)
      throw new Unresolved(node.getText());
    return values(last.expression, inside);
  }

  function named(node: ts.Identifier, scope: Scope): Value[] {
    const bound = scope.bound.get(node.text);
    if (bound !== undefined) return [bound];
    for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
      const outer = around.parent;
      if (isFunction(outer) && outer.parameters.some((parameter) => binds(parameter.name, node.text)))
        throw new Unresolved(`${node.text} is given by the caller`);
      if (!ts.isBlock(outer) && !ts.isSourceFile(outer)) continue;
      const found = declared(outer.statements, node.text);
      if (found) return ofDeclaration(found, node.text, scope);
    }
    return imported(node.text, scope);
  }

  function ofDeclaration(found: Declared, name: string, scope: Scope): Value[] {
    if (ts.isFunctionDeclaration(found)) return [new Closure(found, scope)];
    if (!found.initializer || growsLater(found, name)) throw new Unresolved(name);
    return values(found.initializer, scope).map((value) => {
      const bound = new Map<string, Value>();
      bind(bound, found.name, value);
      const of = bound.get(name);
      if (of === undefined) throw new Unresolved(name);
      return of;
    });
  }

  function imported(name: string, { file }: Scope): Value[] {
    for (const { target, names } of importsOf(file)) {
      const original = names.get(name);
      const from = original === undefined ? undefined : byTarget.get(target);
      const found = from && original !== undefined ? declared(from.syntax.statements, original) : undefined;
      if (from && found && original !== undefined)
        return ofDeclaration(found, original, { file: from, bound: new Map() });
    }
    throw new Unresolved(name);
  }

  /** The imports of a file, each with its names here and there. */
  function importsOf(file: SourceFile): { target: string; names: Map<string, string> }[] {
    return file.syntax.statements.filter(ts.isImportDeclaration).map((node) => {
      const line = file.syntax.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const target = file.imports.find((one) => one.line === line)?.target ?? "";
      const bindings = node.importClause?.namedBindings;
      const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
      return { target, names: new Map(elements.map((one) => [one.name.text, (one.propertyName ?? one.name).text])) };
    });
  }

  return {
    /** Every text an expression can be, or null where only the running program knows. */
    textsOf(node: ts.Expression, file: SourceFile): string[] | null {
      try {
        return values(node, { file, bound: new Map() }).map(textOf);
      } catch (error) {
        if (error instanceof Unresolved) return null;
        throw error;
      }
    },
  };
}

type Declared = ts.VariableDeclaration | ts.FunctionDeclaration;

/** The constant or function of a name among these statements. */
function declared(statements: readonly ts.Statement[], name: string): Declared | undefined {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
    const found = statement.declarationList.declarations.find((one) => binds(one.name, name));
    if (found) return found;
  }
  return undefined;
}

/** Whether something is pushed onto a list after it was declared. */
function growsLater(declaration: ts.VariableDeclaration, name: string): boolean {
  if (!declaration.initializer || !ts.isArrayLiteralExpression(declaration.initializer)) return false;
  let grows = false;
  visit(declaration.parent.parent.parent, (node) => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== "push") return;
    grows ||= ts.isIdentifier(node.expression) && node.expression.text === name;
  });
  return grows;
}

const isFunction = (node: ts.Node): node is ts.ArrowFunction | ts.FunctionDeclaration =>
  ts.isArrowFunction(node) || ts.isFunctionDeclaration(node);

function binds(pattern: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(pattern)) return pattern.text === name;
  return pattern.elements.some((element) => ts.isBindingElement(element) && binds(element.name, name));
}

function bind(bound: Map<string, Value>, pattern: ts.BindingName, value: Value | undefined): void {
  if (value === undefined) return;
  if (ts.isIdentifier(pattern)) bound.set(pattern.text, value);
  else if (ts.isArrayBindingPattern(pattern))
    pattern.elements.forEach((element, at) => {
      if (ts.isBindingElement(element)) bind(bound, element.name, memberOf(value, String(at)));
    });
  else
    pattern.elements.forEach((element) => {
      const key = element.propertyName ?? element.name;
      if (ts.isIdentifier(key)) bind(bound, element.name, memberOf(value, key.text));
    });
}

function memberOf(of: Value | undefined, key: string): Value {
  const found =
    typeof of === "object" && !(of instanceof Closure)
      ? Object.entries(of).find(([name]) => name === key)?.[1]
      : undefined;
  if (found === undefined) throw new Unresolved(key);
  return found;
}

function nameOf(name: Exclude<ts.PropertyName, ts.ComputedPropertyName>): string {
  return name.text;
}

function textOf(value: Value | undefined): string {
  if (typeof value !== "string") throw new Unresolved("not a text");
  return value;
}

/** Every way to take one of each list. */
function combine<One>(lists: readonly (readonly One[])[]): One[][] {
  return lists.reduce<One[][]>((ways, list) => ways.flatMap((way) => list.map((one) => [...way, one])), [[]]);
}
