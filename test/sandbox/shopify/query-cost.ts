import {
  getNamedType,
  isCompositeType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from "graphql";

/** The most one query may cost. */
export const singleQueryLimit = 1000;

/**
 * The points a query asks for: an object 1, a connection 2 plus its `first` times what one entry
 * costs, `nodes` likewise by its ids, a mutation 10. Scalars are free.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
): number {
  const types = new TypeInfo(schema);
  const factors = [1];
  let cost = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: (node) => {
        if (node.operation === OperationTypeNode.MUTATION) cost += 10;
      },
      Field: {
        enter: (node) => {
          const type = types.getType();
          const named = type ? getNamedType(type) : undefined;
          const factor = factors.at(-1) ?? 1;
          const size = sizeOf(node, variables);
          const isConnection = named?.name.endsWith("Connection") ?? false;
          const isEntries = node.name.value === "nodes";
          const isFrame = ["edges", "pageInfo"].includes(node.name.value);
          if (isConnection) cost += 2 * factor;
          else if (named && isCompositeType(named) && !isFrame) cost += factor * (isEntries ? size : 1);
          factors.push(factor * (isConnection || isEntries ? size : 1));
        },
        leave: () => {
          factors.pop();
        },
      },
    }),
  );
  return cost;
}

function sizeOf(field: FieldNode, variables: Record<string, unknown>): number {
  for (const argument of field.arguments ?? []) {
    if (!["first", "last", "ids"].includes(argument.name.value)) continue;
    const { value } = argument;
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind === Kind.LIST) return value.values.length;
    if (typeof given === "number") return given;
    if (Array.isArray(given)) return given.length;
  }
  return 1;
}

/** Points that leak in at a steady rate; one bucket for the app in the shop. */
export class CostBucket {
  readonly restoreRate = 100;
  #available: number;
  #checkedAtMs: number;

  constructor(
    private readonly nowMs: () => number,
    readonly maximumAvailable = 2000,
  ) {
    this.#available = maximumAvailable;
    this.#checkedAtMs = nowMs();
  }

  get currentlyAvailable(): number {
    const now = this.nowMs();
    const restored = ((now - this.#checkedAtMs) / 1000) * this.restoreRate;
    this.#available = Math.min(this.maximumAvailable, this.#available + restored);
    this.#checkedAtMs = now;
    return Math.floor(this.#available);
  }

  /** Takes the points, or tells that there are not enough. */
  take(points: number): boolean {
    if (this.currentlyAvailable < points) return false;
    this.#available -= points;
    return true;
  }

  /** Gives back what a query was charged beyond what its answer cost. */
  giveBack(points: number): void {
    this.#available = Math.min(this.maximumAvailable, this.#available + points);
  }
}
