import { it as base } from "#test/support/it";
import pg from "pg";
import { describe, expect } from "vitest";
import { constantsOf } from "#test/architecture/constant-values";
import { parseSource, sourceFiles, type SourceFile } from "#test/architecture/source-files";
import * as shipmentList from "~/features/merchant/shipments/shipment-list.queries.server";
import * as statusCounts from "~/features/shipments/status-counts.queries.server";
import * as trackingList from "~/features/shipments/tracking-list.queries.server";
import type { StatementExamples } from "~/platform/database/statement";
import { statementParts, statementSites } from "./collected-statements";

/**
 * Of each module that composes statements: one for each way it composes them, by the function that
 * sends them.
 */
const examples: Record<string, StatementExamples> = {
  "app/features/merchant/shipments/shipment-list.queries.server.ts": shipmentList.statementExamples,
  "app/features/shipments/status-counts.queries.server.ts": statusCounts.statementExamples,
  "app/features/shipments/tracking-list.queries.server.ts": trackingList.statementExamples,
};

const app = sourceFiles("app");
const found = collect(app.filter((file) => file.path.endsWith(".queries.server.ts")));

/** What these files send to the database, and what of their statements would not be looked at. */
function collect(files: readonly SourceFile[], given = examples) {
  const constants = constantsOf([...app, ...files]);
  const sites = files.flatMap((file) => statementSites(file, constants));
  const sent = sites.map(({ place, file, sentBy, texts }) => ({
    place: `${place} ${sentBy}`,
    texts: texts ?? (given[file]?.[sentBy] ?? []).map(({ text }) => text),
  }));
  const texts = sent.flatMap((site) => site.texts);
  const unseen = files.flatMap(statementParts).filter(({ part }) => !texts.some((text) => text.includes(part)));
  return {
    /** Every place that sends a statement, with the texts it can have. */
    sent,
    /** Places that send what is neither constant nor has an example. */
    unknown: sent.filter((site) => site.texts.length === 0).map(({ place }) => place),
    /** Parts of statements that no text holds. */
    unseen: unseen.map(({ place, part }) => `${place} ${part}`),
  };
}

const it = base
  .extend("client", { scope: "file", auto: true }, ({ database }) => new pg.Client({ connectionString: database.url }))
  .extend("refusal", ({ client }) => async (place: string, text: string): Promise<string[]> => {
    // LISTEN cannot be prepared, and names neither a table nor a column.
    const statement = /^LISTEN \w+$/.test(text) ? text : `PREPARE tried AS ${text}`;
    try {
      await client.query(statement);
      await client.query("DEALLOCATE ALL");
      return [];
    } catch (error) {
      return [`${place}: ${error instanceof Error ? error.message : String(error)}`];
    }
  })

  /** What the database does not take of these statements, and why. */
  .extend("refused", ({ refusal }) => async (sent: ReturnType<typeof collect>["sent"]): Promise<string[]> => {
    const refusals: string[] = [];
    for (const { place, texts } of sent) for (const text of texts) refusals.push(...(await refusal(place, text)));
    return refusals;
  });

it.beforeAll(async ({ client }) => {
  await client.connect();
});
it.afterAll(async ({ client }) => {
  await client.end();
});

describe("every statement of the query files", () => {
  it("is taken by a migrated database", async ({ refused }) => {
    expect(await refused(found.sent)).toEqual([]);
    expect(found.sent.length).toBeGreaterThan(150);
  });

  it("is constant or has an example", () => {
    expect(found.unknown).toEqual([]);
  });

  it("is prepared with all its parts, every filter included", () => {
    expect(found.unseen).toEqual([]);
  });

  it("comes from a module that composes it, where it has an example", () => {
    const places = found.sent.map(({ place }) => place);
    const named = Object.entries(examples).flatMap(([file, functions]) =>
      Object.keys(functions).map((name) => ({ file, name })),
    );
    const unused = named.filter(
      ({ file, name }) => !places.some((place) => place.startsWith(`${file}:`) && place.endsWith(` ${name}`)),
    );
    expect(unused).toEqual([]);
  });
});

describe("a statement that is planted", () => {
  const file = "app/features/shipments/planted.queries.server.ts";
  const planted = (lines: string[], given: StatementExamples = {}) =>
    collect([parseSource(file, lines.join("\n"))], { [file]: given });

  it("is refused for a column that is not there", async ({ refused }) => {
    const { sent } = planted([
      "function read(sql) {",
      "  sql.query(`SELECT nummer FROM shipment WHERE id = $1`);",
      "}",
    ]);
    expect(await refused(sent)).toEqual([`${file}:2 read: column "nummer" does not exist`]);
  });

  it("is refused for one that a constant of another module names", async ({ refused }) => {
    const { sent } = planted([
      'import { trackingColumns as columns } from "./trackings.queries.server";',
      "const isOwn = (account) => `shipment.account = ${account}`;",
      'function read(sql) { sql.query(`SELECT ${columns} FROM shipment LEFT JOIN "order" ON true WHERE ${isOwn("$1")}`); }',
    ]);
    expect(await refused(sent)).toEqual([`${file}:3 read: column shipment.account does not exist`]);
  });

  it("is refused in the one of its branches that is wrong", async ({ refused }) => {
    const { sent } = planted([
      "function read(sql, down) { sql.query(`SELECT FROM shipment ORDER BY ${down ? 'id' : 'ident'}`); }",
    ]);
    expect(await refused(sent)).toEqual([`${file}:1 read: column "ident" does not exist`]);
  });

  it("needs an example where it is composed from what a caller gives", () => {
    const lines = ["function read(sql, where) { sql.query(`SELECT FROM shipment WHERE ${where}`); }"];
    expect(planted(lines).unknown).toEqual([`${file}:1 read`]);
    expect(planted(lines, { read: [{ text: "SELECT FROM shipment WHERE true", values: [] }] }).unknown).toEqual([]);
  });

  it("needs an example of every filter", () => {
    const lines = [
      "function read(sql, filter) {",
      "  const conditions = ['account_id = $1'];",
      "  if (filter.number) conditions.push('number = $2');",
      "  sql.query(`SELECT FROM shipment WHERE ${conditions.join(' AND ')}`);",
      "}",
    ];
    const bare = { text: "SELECT FROM shipment WHERE account_id = $1", values: [] };
    expect(planted(lines).unknown).toEqual([`${file}:4 read`]);
    expect(planted(lines, { read: [bare] }).unseen).toContain(`${file}:3 number = $2`);
  });
});
