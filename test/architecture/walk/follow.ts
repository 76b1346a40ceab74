import path from "node:path";
import ts from "typescript";

/**
 * Where something comes in: parameters or variables of a definition, by name. After the database a
 * walk goes on at a new entry.
 */
export interface Entry {
  definition: string;
  names: string[];
}

export interface Walk {
  title: string;
  entries: Entry[];
  /** Definitions that come after the end of the walk, though they are handed the same thing. */
  after: string[];
  /** Which definition answers the calls of an interface: the compiler cannot know. */
  ports: Record<string, string>;
}

export interface Passed {
  files: string[];
  folders: string[];
  /** How often what is followed is handed from a file of one folder to a file of another. */
  changesOfFolder: number;
}

/** A top-level function, constant or class of `app/`. */
interface Definition {
  name: string;
  file: string;
  node: ts.Node;
}

type FunctionNode = ts.FunctionLikeDeclaration;

/** The definitions of a checkout, and who is handed what. */
class Program {
  readonly #checker: ts.TypeChecker;
  readonly #byNode = new Map<ts.Node, Definition>();

  constructor(root: string) {
    const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
      config: unknown;
    };
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(fileNames, options);
    this.#checker = program.getTypeChecker();
    for (const source of program.getSourceFiles()) {
      const file = path.relative(root, source.fileName).split(path.sep).join("/");
      if (!file.startsWith("app/") || file.includes("/generated/")) continue;
      for (const statement of source.statements) this.#define(file, statement);
    }
  }

  #define(file: string, statement: ts.Statement): void {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      this.#byNode.set(statement, { name: statement.name?.text ?? "default", file, node: statement });
    } else if (ts.isVariableStatement(statement)) {
      for (const node of statement.declarationList.declarations)
        this.#byNode.set(node, { name: node.name.getText(), file, node });
    }
  }

  /**
   * The definition of a name: `name@part-of-path` where several files have one, `new|old` where it
   * was renamed.
   */
  named(name: string): Definition {
    const [names = "", within = ""] = name.split("@");
    const either = names.split("|");
    const found = [...this.#byNode.values()].find((one) => either.includes(one.name) && one.file.includes(within));
    if (found === undefined) throw new Error(`Nothing in app/ is called ${name}`);
    return found;
  }

  definitionOf(node: ts.Node): Definition | undefined {
    for (let at = node as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
      const found = this.#byNode.get(at);
      if (found) return found;
    }
    return undefined;
  }

  symbolOf(node: ts.Node): ts.Symbol | undefined {
    const parent = node.parent as ts.Node | undefined;
    const symbol =
      parent && ts.isShorthandPropertyAssignment(parent)
        ? this.#checker.getShorthandAssignmentValueSymbol(parent)
        : this.#checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** What is followed, as the names it goes by. */
export function follow(root: string, { entries, after, ports }: Walk): Passed {
  const program = new Program(root);
  const excluded = new Set(after);
  const followed = new Set<ts.Symbol>();
  const reached = new Set<Definition>();
  const handovers = new Set<string>();
  let isNew = true;

  for (const { definition, names } of entries) {
    const entered = program.named(definition);
    reached.add(entered);
    visit(entered.node, (node) => {
      if (!ts.isParameter(node) && !ts.isVariableDeclaration(node) && !ts.isBindingElement(node)) return;
      if (ts.isIdentifier(node.name) && names.includes(node.name.text)) mark(node.name);
    });
  }

  while (isNew) {
    isNew = false;
    for (const definition of [...reached]) visit(definition.node, (node) => spread(definition, node));
  }
  const files = [...new Set([...reached].map(({ file }) => file))].toSorted();
  const folders = [...new Set(files.map((file) => path.posix.dirname(file)))].toSorted();
  const changesOfFolder = [...handovers].filter((handover) => {
    const [from = "", to = ""] = handover.split(" ");
    return path.posix.dirname(from) !== path.posix.dirname(to);
  }).length;
  return { files, folders, changesOfFolder };

  /** From this name, or these names of a pattern, on. */
  function mark(name: ts.BindingName): void {
    if (!ts.isIdentifier(name)) {
      for (const element of name.elements) if (ts.isBindingElement(element)) mark(element.name);
      return;
    }
    const symbol = program.symbolOf(name);
    if (symbol === undefined || followed.has(symbol)) return;
    followed.add(symbol);
    isNew = true;
  }

  function carries(node: ts.Node | undefined): boolean {
    // A callback that mentions it is no hand-over: what the callback itself calls is looked at
    // where it stands.
    if (node === undefined || ts.isTypeNode(node) || isFunction(node)) return false;
    if (ts.isIdentifier(node)) {
      const symbol = program.symbolOf(node);
      return symbol !== undefined && followed.has(symbol);
    }
    return ts.forEachChild(node, (child) => carries(child) || undefined) === true;
  }

  function spread(from: Definition, node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && carries(node.initializer) && !isFunction(node.initializer)) mark(node.name);
    if (ts.isForOfStatement(node) && carries(node.expression) && ts.isVariableDeclarationList(node.initializer))
      for (const declaration of node.initializer.declarations) mark(declaration.name);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && carries(node.right))
      if (ts.isIdentifier(node.left)) mark(node.left);
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      handOver(from, node.expression, [...(node.arguments ?? [])]);
    if (ts.isJsxSelfClosingElement(node) || ts.isJsxOpeningElement(node))
      if (carries(node.attributes)) handTo(from, node.tagName, [true]);
  }

  function handOver(from: Definition, callee: ts.Expression, given: ts.Expression[]): void {
    const isOnIt = ts.isPropertyAccessExpression(callee) && carries(callee.expression);
    for (const argument of given) {
      // A callback of what is followed, or of a call that is handed it, is given parts of it.
      if (!isOnIt && !given.some((other) => other !== argument && carries(other))) continue;
      if (isFunction(argument)) for (const parameter of argument.parameters) mark(parameter.name);
      else if (ts.isIdentifier(argument)) handTo(from, argument, [true]);
    }
    handTo(
      from,
      callee,
      given.map((argument) => carries(argument)),
    );
  }

  /** Parameters of what is called are followed where their arguments are. */
  function handTo(from: Definition, callee: ts.Node, isFollowed: boolean[]): void {
    if (!isFollowed.includes(true)) return;
    const named = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
    for (const declaration of program.symbolOf(named)?.declarations ?? []) {
      const target = answering(declaration);
      const definition = target && program.definitionOf(target);
      if (!target || !definition || excluded.has(definition.name)) continue;
      const called = functionOf(target);
      if (!called) continue;
      called.parameters.forEach((parameter, index) => {
        if (isFollowed[index] === true) mark(parameter.name);
      });
      if (!reached.has(definition)) isNew = true;
      reached.add(definition);
      if (definition.file !== from.file) handovers.add(`${from.file} ${definition.file}`);
    }
  }

  /**
   * The declaration itself; for a member of an interface that stands for a port, the member of what
   * answers it.
   */
  function answering(declaration: ts.Declaration): ts.Node | undefined {
    const holder = declaration.parent as ts.Node | undefined;
    if (!holder || !ts.isInterfaceDeclaration(holder)) return declaration;
    const port = ports[holder.name.text];
    const name = ts.getNameOfDeclaration(declaration)?.getText();
    if (port === undefined || name === undefined) return undefined;
    let found: ts.Node | undefined;
    visit(program.named(port).node, (node) => {
      if ((ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && node.name.getText() === name)
        found ??= node;
    });
    return found;
  }
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function isFunction(node: ts.Node | undefined): node is ts.ArrowFunction | ts.FunctionExpression {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

function functionOf(node: ts.Node): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || isFunction(node)) return node;
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node))
    return isFunction(node.initializer) ? node.initializer : undefined;
  return undefined;
}
