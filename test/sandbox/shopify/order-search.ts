import type { Fulfillment, Order } from "../shop/model";

/** What a search term looks at. */
export interface SearchableOrder {
  order: Order;
  fulfillments: readonly Fulfillment[];
}

type Test = (candidate: SearchableOrder) => boolean;

/**
 * Shopify's search syntax for orders as far as it is used here: `field:value` with `>=`, `>`, `<=`,
 * `<`, joined by AND (also unsaid), OR, NOT and parentheses. Fields it does not know match
 * everything, as Shopify ignores them.
 */
export function parseOrderSearch(search: string | null | undefined): Test {
  const tokens = (search ?? "").match(/\(|\)|[\w.]+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|[^\s()]+)|[^\s()]+/g) ?? [];
  let position = 0;
  const peek = () => tokens[position]?.toUpperCase();

  const parseOr = (): Test => {
    let left = parseAnd();
    while (peek() === "OR") {
      position += 1;
      const [before, right] = [left, parseAnd()];
      left = (candidate) => before(candidate) || right(candidate);
    }
    return left;
  };
  const parseAnd = (): Test => {
    let left: Test = () => true;
    while (position < tokens.length && peek() !== "OR" && peek() !== ")") {
      if (peek() === "AND") position += 1;
      const [before, right] = [left, parseTerm()];
      left = (candidate) => before(candidate) && right(candidate);
    }
    return left;
  };
  const parseTerm = (): Test => {
    const token = tokens[position++];
    if (token === undefined) return () => true;
    if (token.toUpperCase() === "NOT") {
      const negated = parseTerm();
      return (candidate) => !negated(candidate);
    }
    if (token === "(") {
      const inner = parseOr();
      position += 1;
      return inner;
    }
    return termOf(token);
  };
  return parseOr();
}

function termOf(token: string): Test {
  const parts = /^([\w.]+):(>=|<=|>|<)?(.*)$/.exec(token);
  if (!parts) return ({ order }) => order.name.includes(token) || order.email === token;
  const [, field = "", operator = "", quoted = ""] = parts;
  const value = quoted.replace(/^['"]|['"]$/g, "");
  switch (field) {
    case "updated_at":
      return ({ order }) => compare(order.updatedAt, operator, value);
    case "created_at":
    case "processed_at":
      return ({ order }) => compare(order.createdAt, operator, value);
    case "name":
      return ({ order }) => order.name === value || order.name === `#${value}`;
    case "id":
      return ({ order }) => compareNumbers(Number(order.id), operator, Number(value));
    case "email":
      return ({ order }) => order.email === value;
    case "status":
      return ({ order }) => value === "any" || (value === "cancelled") === (order.cancelledAt !== null);
    case "fulfillment_status":
      return (candidate) => fulfillmentStatuses(candidate).includes(value);
    default:
      return () => true;
  }
}

function fulfillmentStatuses({ fulfillments }: SearchableOrder): string[] {
  const shipped = fulfillments.some((fulfillment) => fulfillment.status === "success");
  return shipped ? ["shipped", "fulfilled"] : ["unshipped", "unfulfilled"];
}

function compare(instant: string, operator: string, value: string): boolean {
  return compareNumbers(Date.parse(instant), operator, Date.parse(value));
}

function compareNumbers(left: number, operator: string, right: number): boolean {
  switch (operator) {
    case ">=":
      return left >= right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case "<":
      return left < right;
    default:
      return left === right;
  }
}
