import {
  execute,
  getNullableType,
  getOperationAST,
  GraphQLError,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type OperationDefinitionNode,
} from "graphql";
import { z } from "zod";
import { adminSchema } from "./admin-schema";
import { requestedCost, singleQueryLimit, type CostBucket } from "./query-cost";

export const graphqlRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

type Failure = { message: string; extensions: { code: string } };
export type AdminAnswer = Record<string, unknown>;

/**
 * Answers one Admin query: refused where Shopify's schema refuses it, otherwise executed over
 * `root` and charged.
 */
export async function answerAdminQuery(
  request: z.infer<typeof graphqlRequest>,
  root: Record<string, unknown>,
  bucket: CostBucket,
  throttle: boolean,
): Promise<AdminAnswer> {
  const schema = adminSchema();
  const document = parseQuery(request.query);
  if (document instanceof GraphQLError) return { errors: [document.toJSON()] };
  const faults = validate(schema, document);
  if (faults.length > 0) return { errors: faults.map((fault) => fault.toJSON()) };

  const variables = request.variables ?? {};
  const requestedQueryCost = requestedCost(schema, document, variables);
  const costOf = (actualQueryCost: number | null) => ({
    extensions: {
      cost: {
        requestedQueryCost,
        actualQueryCost,
        throttleStatus: {
          maximumAvailable: bucket.maximumAvailable,
          currentlyAvailable: bucket.currentlyAvailable,
          restoreRate: bucket.restoreRate,
        },
      },
    },
  });
  if (requestedQueryCost > singleQueryLimit) {
    const message = `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit ${singleQueryLimit}.`;
    return { errors: [failure(message, "MAX_COST_EXCEEDED")], ...costOf(null) };
  }
  if (throttle || !bucket.take(requestedQueryCost)) {
    return { errors: [failure("Throttled", "THROTTLED")], ...costOf(null) };
  }
  const operation = getOperationAST(document, request.operationName);
  if (operation?.operation === OperationTypeNode.MUTATION && !isKnownMutation(operation, root)) {
    return { errors: [failure("The sandbox's shop cannot be changed so through the Admin API", "ACCESS_DENIED")] };
  }
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: root,
    variableValues: variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
  });
  const actualQueryCost = Math.min(requestedQueryCost, Math.max(1, countObjects(data) - 1));
  bucket.giveBack(requestedQueryCost - actualQueryCost);
  return { data, ...(errors ? { errors } : {}), ...costOf(actualQueryCost) };
}

/**
 * What Shopify answers about customers to an app that was not approved for their data: every
 * protected field is null, with an error for each.
 */
export function withoutCustomerData(answer: AdminAnswer): AdminAnswer {
  const errors: unknown[] = [];
  const hide = (value: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((entry, index) => hide(entry, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => {
        const at = [...path, name];
        if (entry === null || at[0] === "shop" || !protectedFields.has(name)) return [name, hide(entry, at)];
        errors.push({ ...failure("This app is not approved to access this field.", "ACCESS_DENIED"), path: at });
        return [name, null];
      }),
    );
  };
  const data = hide(answer.data, []);
  return { ...answer, data, ...(errors.length > 0 ? { errors } : {}) };
}

/**
 * Every second entry of the answer's outermost list lost to a fault of Shopify's, each with an
 * error that names its place.
 */
export function withLostNodes(answer: AdminAnswer): AdminAnswer {
  const errors: unknown[] = [];
  const lose = (value: unknown, path: (string | number)[]): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      return value.map((entry, index) => {
        if (path.at(-1) !== "nodes" || path.length > 2 || index % 2 === 1) return lose(entry, [...path, index]);
        errors.push({ ...failure("Internal error.", "INTERNAL_SERVER_ERROR"), path: [...path, index] });
        return null;
      });
    }
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, lose(entry, [...path, name])]));
  };
  const data = lose(answer.data, []);
  return { ...answer, data, ...(errors.length > 0 ? { errors } : {}) };
}

const protectedFields = new Set(["email", "phone", "customer", "shippingAddress"]);

/** Whether the shop takes every change that is asked for. */
function isKnownMutation({ selectionSet }: OperationDefinitionNode, root: Record<string, unknown>): boolean {
  return selectionSet.selections.every((field) => field.kind === Kind.FIELD && field.name.value in root);
}

function parseQuery(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function failure(message: string, code: string): Failure {
  return { message, extensions: { code } };
}

/**
 * Plain properties, functions called with the arguments, and for what the store does not know the
 * type's nothing.
 */
const resolveField: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const value: unknown =
    typeof source === "object" && source !== null ? Reflect.get(source, info.fieldName) : undefined;
  const resolved = isField(value) ? value(args) : value;
  return resolved ?? nothingOf(info.returnType);
};

function isField(value: unknown): value is (args: unknown) => unknown {
  return typeof value === "function";
}

function nothingOf(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  const inner = getNullableType(type);
  if (isListType(inner)) return [];
  if (isEnumType(inner)) return inner.getValues()[0]?.value;
  if (!isLeafType(inner)) return {};
  return { Boolean: false, Int: 0, Float: 0, UnsignedInt64: "0", Decimal: "0.0" }[inner.name] ?? "";
}

function countObjects(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + countObjects(entry), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, entry) => sum + countObjects(entry), 1);
}
