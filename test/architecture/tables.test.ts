import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { constantsOf } from "./constant-values";
import { readSchema, type Schema } from "./schema";
import { parseSource, sourceFiles, type SourceFile } from "./source-files";
import { mayHoldStatements, ownerOf, TABLE_OWNERS, TABLES_OF_LIBRARIES } from "./table-owners";
import { statementsIn, tablesWritten } from "./written-tables";

const schema = readSchema(readFileSync("prisma/schema.prisma", "utf8"));
const app = sourceFiles("app");

const ownerOfTable = (table: string) => Object.entries(TABLE_OWNERS).find(([, tables]) => tables.includes(table))?.[0];

/** What is wrong with the statements of these files, as `file:line what`. */
function faults(files: readonly SourceFile[], known: Schema): { misplaced: string[]; foreign: string[] } {
  const constants = constantsOf(files);
  const misplaced: string[] = [];
  const foreign: string[] = [];
  for (const file of files)
    for (const { line, writes } of statementsIn(file, known, constants)) {
      const place = `${file.path}:${String(line)}`;
      if (!mayHoldStatements(file.path)) misplaced.push(`${place} holds a statement`);
      for (const table of writes) {
        const owner = table === null ? undefined : ownerOfTable(table);
        if (table === null) foreign.push(`${place} writes to a table that the source does not name`);
        else if (owner !== ownerOf(file.path))
          foreign.push(`${place} writes to ${table}, which ${owner ?? "no subject"} owns`);
      }
    }
  return { misplaced, foreign };
}

describe("tables", () => {
  const found = faults(app, schema);

  it("are written by their owners only", () => {
    expect(found.foreign).toEqual([]);
  });

  it("are read and written in query files only", () => {
    expect(found.misplaced).toEqual([]);
  });

  it("have one owner each, and the list of owners has no table that is gone", () => {
    const owned = Object.values(TABLE_OWNERS).flat();
    expect(owned.toSorted()).toEqual([...schema.tables, ...TABLES_OF_LIBRARIES].toSorted());
  });

  it("are owned by subjects that write to one of theirs", () => {
    const constants = constantsOf(app);
    const writes = (file: SourceFile) => statementsIn(file, schema, constants).some((found) => found.writes.length > 0);
    const writers = new Set(app.filter(writes).map(({ path }) => ownerOf(path)));
    expect(Object.keys(TABLE_OWNERS).filter((owner) => !writers.has(owner))).toEqual([]);
  });
});

describe("the search for statements", () => {
  const outbox = "app/features/outbox/planted.queries.server.ts";
  const planted = (path: string, ...lines: string[]) => faults([parseSource(path, lines.join("\n"))], schema);

  it("finds a foreign write in a common table expression", () => {
    const text = "sql.query(`WITH gone AS (DELETE FROM outbox_message RETURNING id)";
    expect(planted(outbox, text, "  UPDATE shipment AS s SET title = '' WHERE id IN (SELECT id FROM gone)`);")).toEqual(
      {
        misplaced: [],
        foreign: [`${outbox}:1 writes to shipment, which features/shipments owns`],
      },
    );
  });

  it("finds a write to a table whose name is a constant", () => {
    const { foreign } = planted(outbox, 'const table = "order";', 'sql.query(`UPDATE "${table}" SET name = $1`);');
    expect(foreign).toEqual([`${outbox}:2 writes to order, which features/intake owns`]);
  });

  it.each(["sql.query(`DELETE FROM ${table} WHERE id = $1`)", 'sql.query("DELETE FROM " + table)'])(
    "wants a table named that is written to: %s",
    (call) => {
      const { foreign } = planted(outbox, `const empty = (table: string) => ${call};`);
      expect(foreign).toEqual([`${outbox}:1 writes to a table that the source does not name`]);
    },
  );

  it("finds a write by Prisma, and one inside of it", () => {
    expect(planted(outbox, "db.prisma.session.upsert({ where: { id } });").foreign).toEqual([
      `${outbox}:1 writes to session, which features/account owns`,
    ]);
    const nested = "prisma.outboxMessage.update({ data: { account: { update: { name } } } });";
    expect(planted(outbox, nested).foreign).toEqual([`${outbox}:1 writes to account, which features/account owns`]);
  });

  it.each([
    'sql.query("SELECT id FROM shipment")',
    "sql.query(`select id from shipment where id = $1`)",
    'const removal = "delete from outbox_message";',
    "tx.query(`WITH found AS (VALUES (1)) TABLE found`)",
    "db.prisma.outboxMessage.findMany()",
    "prisma.$queryRaw`VALUES (1)`",
  ])("finds a statement outside of the query files: %s", (statement) => {
    const file = "app/features/outbox/planted.server.ts";
    expect(planted(file, statement).misplaced).toEqual([`${file}:1 holds a statement`]);
  });

  it("takes no words for a statement", () => {
    const words = ['t("Update the settings, then select a parcel from the list")', 'fetch(url, { method: "DELETE" })'];
    expect(planted("app/routes/planted.tsx", ...words)).toEqual({ misplaced: [], foreign: [] });
  });

  it("tells locks and conflicts from writes", () => {
    expect(tablesWritten("SELECT FROM account FOR UPDATE OF account")).toEqual([]);
    expect(tablesWritten("SELECT 'DELETE FROM account' -- UPDATE account\n FROM account FOR NO KEY UPDATE")).toEqual(
      [],
    );
    expect(
      tablesWritten('INSERT INTO "order" AS known (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1'),
    ).toEqual(["order"]);
  });

  it("finds a table of the schema that has no owner", () => {
    const grown = readSchema('model Parrot {\n  id Int @id\n\n  @@map("parrot")\n}\n');
    expect(grown.tables.filter((table) => ownerOfTable(table) === undefined)).toEqual(["parrot"]);
  });
});
