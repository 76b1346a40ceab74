import { attentionKinds, type AttentionKind } from "~/domain/shipments/attention";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
import type { Statement, StatementExamples } from "~/platform/database/statement";
import { attentionConditions, openShipment } from "~/features/shipments/shipment-attention.queries.server";

export interface ShipmentListRow {
  id: string;
  number: string;
  orderName: string | null;
  orderNameKey: string | null;
  shopifyOrderId: string | null;
  courierCode: string;
  status: TrackingStatus;
  substatus: string | null;
  registrationState: string;
  registrationReason: string | null;
  lastEventText: string | null;
  lastEventPlace: string | null;
  lastEventAt: Date | null;
  destination: string | null;
  shippedAt: Date | null;
  deliveredAt: Date | null;
  createdAt: Date;
  archivedAt: Date | null;
}

/**
 * A row's place in an order. Rows without the sorted value come after all others, newest first: the
 * second segment.
 */
export interface ShipmentCursor {
  segment: "keyed" | "rest";
  key: string;
  id: string;
}

export interface ShipmentListInput {
  accountId: string;
  now: Date;
  statuses: readonly TrackingStatus[];
  couriers: readonly string[];
  attention: readonly AttentionKind[];
  /** Beginnings of an order's name and of a number, folded; either may fit. */
  search: { orderNameKey: string; numberKey: string } | null;
  customerEmailHash: Buffer | null;
  /** null: both. */
  archived: boolean | null;
  sort: "shipped" | "event" | "order";
  descending: boolean;
  after: ShipmentCursor | null;
  before: ShipmentCursor | null;
  limit: number;
}

interface SortKey {
  column: string;
  type: "timestamptz" | "text";
}

const sorts: Record<ShipmentListInput["sort"], SortKey> = {
  shipped: { column: "s.shipped_at", type: "timestamptz" },
  event: { column: "s.last_event_at", type: "timestamptz" },
  order: { column: "s.order_name_key", type: "text" },
};

const rest: SortKey = { column: "s.created_at", type: "timestamptz" };

/** The place of a row in the order it was listed by. */
export function cursorOf(row: ShipmentListRow, sort: ShipmentListInput["sort"]): ShipmentCursor {
  const key = { shipped: row.shippedAt, event: row.lastEventAt, order: row.orderNameKey }[sort];
  if (key === null) return { segment: "rest", key: row.createdAt.toISOString(), id: row.id };
  return { segment: "keyed", key: typeof key === "string" ? key : key.toISOString(), id: row.id };
}

/**
 * One page of an account's shipments and whether there is more on either side; one statement, by
 * keyset.
 */
export async function selectShipments(
  sql: Sql,
  input: ShipmentListInput,
): Promise<{ rows: ShipmentListRow[]; hasPrevious: boolean; hasNext: boolean }> {
  const statement = shipmentListStatement(input);
  const found = await sql.query<ShipmentListRow>(statement.text, statement.values);
  const more = found.length > input.limit;
  const rows = found.slice(0, input.limit);
  return input.before !== null
    ? { rows: rows.reverse(), hasPrevious: more, hasNext: true }
    : { rows, hasPrevious: input.after !== null, hasNext: more };
}

/** The statement of a page, apart so that a test can look at its plan. */
export function shipmentListStatement(input: ShipmentListInput): Statement {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const sort = sorts[input.sort];
  const conditions = filterConditions(input, bind);
  const limit = `${bind(input.limit + 1)}::int`;
  const backwards = input.before !== null;
  const cursor = input.before ?? input.after;
  const idDirection = backwards ? "DESC" : "ASC";
  const keyedDown = input.descending !== backwards;
  const restDown = !backwards;
  const direction = (down: boolean) => (down ? "DESC" : "ASC");

  const segment = (name: ShipmentCursor["segment"], most: string) => {
    const by = name === "keyed" ? sort : rest;
    const down = name === "keyed" ? keyedDown : restDown;
    const where = [...conditions, `${sort.column} IS ${name === "keyed" ? "NOT NULL" : "NULL"}`];
    if (cursor?.segment === name) {
      const key = `${bind(cursor.key)}::${by.type}`;
      const past = down ? "<" : ">";
      // The first comparison is what the index can start from; the second settles the rows of one
      // moment.
      where.push(`${by.column} ${past}= ${key}`);
      where.push(`(${by.column} ${past} ${key} OR s.id ${backwards ? "<" : ">"} ${bind(cursor.id)}::uuid)`);
    }
    const keys =
      name === "keyed"
        ? `${sort.column} AS keyed_key, NULL::timestamptz AS rest_key`
        : `NULL::${sort.type} AS keyed_key, ${rest.column} AS rest_key`;
    return `(SELECT s.*, '${name}' AS segment, ${keys} FROM shipment AS s WHERE ${where.join(" AND ")}
      ORDER BY ${by.column} ${direction(down)}, s.id ${idDirection} LIMIT ${most})`;
  };

  const reached = (name: ShipmentCursor["segment"]) =>
    cursor === null || cursor.segment === name || (name === "rest") !== backwards;
  const names = (["keyed", "rest"] as const).filter(reached);
  const [first = "keyed", second] = backwards ? names.reverse() : names;
  // The second is read only for what the first leaves free: PostgreSQL does not begin what is
  // limited to nothing.
  const left = `${limit} - (SELECT count(*) FROM first_segment)`;
  const found = `first_segment AS MATERIALIZED ${segment(first, limit)}`;
  const page = second ? `(SELECT * FROM first_segment UNION ALL ${segment(second, left)})` : "first_segment";

  return {
    text: `WITH ${found} SELECT s.id, s.number, s.order_name AS "orderName", s.order_name_key AS "orderNameKey",
        o.shopify_order_id AS "shopifyOrderId", s.courier_code AS "courierCode", s.status::text AS status, s.substatus,
        s.registration_state::text AS "registrationState", r.reason AS "registrationReason",
        s.last_event_text AS "lastEventText", s.last_event_place AS "lastEventPlace", s.last_event_at AS "lastEventAt",
        COALESCE(s.destination_code, s.destination_country) AS destination, s.shipped_at AS "shippedAt",
        s.delivered_at AS "deliveredAt", s.created_at AS "createdAt", s.archived_at AS "archivedAt"
      FROM ${page} AS s
      LEFT JOIN "order" AS o ON o.id = s.order_id
      LEFT JOIN registration AS r ON r.shipment_id = s.id
      ORDER BY s.segment ${idDirection}, s.keyed_key ${direction(keyedDown)}, s.rest_key ${direction(restDown)},
        s.id ${idDirection}
      LIMIT ${limit}`,
    values,
  };
}

function filterConditions(input: ShipmentListInput, bind: (value: unknown) => string): string[] {
  const conditions = [`s.account_id = ${bind(input.accountId)}::uuid`];
  if (input.archived !== null) conditions.push(`s.archived_at IS ${input.archived ? "NOT NULL" : "NULL"}`);
  const [status, ...otherStatuses] = input.statuses;
  if (status !== undefined && otherStatuses.length === 0) {
    conditions.push(`s.status = ${bind(status)}::tracking_status`);
  } else if (status !== undefined) {
    conditions.push(`s.status = ANY(${bind(input.statuses)}::tracking_status[])`);
  }
  if (input.couriers.length > 0) conditions.push(`s.courier_code = ANY(${bind(input.couriers)})`);
  if (input.attention.length > 0) {
    // Not bound: most kinds do not ask for the time, and a value that is not used has no type.
    const kinds = attentionConditions(`'${input.now.toISOString()}'`);
    conditions.push(openShipment, `(${input.attention.map((kind) => `(${kinds[kind]})`).join(" OR ")})`);
  }
  if (input.customerEmailHash !== null) conditions.push(`s.customer_email_hash = ${bind(input.customerEmailHash)}`);
  if (input.search !== null) {
    const order = bind(beginning(input.search.orderNameKey));
    const number = bind(beginning(input.search.numberKey));
    conditions.push(`(s.order_name_key LIKE ${order} OR s.number_key LIKE ${number})`);
  }
  return conditions;
}

function beginning(text: string): string {
  return `${text.replace(/[\\%_]/g, "\\$&")}%`;
}

export async function accountHasShipments(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query("SELECT FROM shipment WHERE account_id = $1 LIMIT 1", [accountId]);
  return rows.length > 0;
}

/** The couriers an account ships with, by jumping from one to the next in the index. */
export async function selectCourierCodes(sql: Sql, accountId: string): Promise<string[]> {
  const rows = await sql.query<{ code: string }>(
    `WITH RECURSIVE known(code) AS (
       (SELECT courier_code FROM shipment WHERE account_id = $1 AND courier_code > '' ORDER BY courier_code LIMIT 1)
       UNION ALL
       SELECT (SELECT courier_code FROM shipment WHERE account_id = $1 AND courier_code > known.code
                ORDER BY courier_code LIMIT 1) FROM known WHERE known.code IS NOT NULL
     )
     SELECT code FROM known WHERE code IS NOT NULL`,
    [accountId],
  );
  return rows.map((row) => row.code);
}

const cursors: readonly (ShipmentCursor | null)[] = [
  null,
  { segment: "keyed", key: "", id: "" },
  { segment: "rest", key: "", id: "" },
];

const listExample = (asked: Partial<ShipmentListInput>) =>
  shipmentListStatement({
    accountId: "",
    now: new Date(0),
    statuses: [],
    couriers: [],
    attention: [],
    search: null,
    customerEmailHash: null,
    archived: null,
    sort: "shipped",
    descending: true,
    after: null,
    before: null,
    limit: 1,
    ...asked,
  });

export const statementExamples: StatementExamples = {
  selectShipments: [
    listExample({ statuses: ["transit"] }),
    listExample({ statuses: ["transit", "pickup"] }),
    listExample({ couriers: ["dhl"] }),
    listExample({ attention: attentionKinds }),
    listExample({ search: { orderNameKey: "", numberKey: "" } }),
    listExample({ customerEmailHash: Buffer.alloc(0) }),
    listExample({ archived: true }),
    listExample({ archived: false }),
    ...(["shipped", "event", "order"] as const).flatMap((sort) =>
      cursors.flatMap((cursor) => [
        listExample({ sort, descending: true, after: cursor }),
        listExample({ sort, descending: false, before: cursor }),
      ]),
    ),
  ],
};
