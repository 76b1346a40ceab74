/** The tables of a Prisma schema. */
export interface Schema {
  tables: string[];
  /** By the name Prisma's client gives a model. */
  tableOfModel: Map<string, string>;
  /** By the name of a field that leads to another model. */
  tableOfRelation: Map<string, string>;
}

/** Reads the tables of a schema in Prisma's language. */
export function readSchema(source: string): Schema {
  const models = [...source.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = "", body = ""]) => ({
    name,
    body,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
  }));
  const tableOf = new Map(models.map(({ name, table }) => [name, table]));
  const relations = models.flatMap(({ body }) =>
    [...body.matchAll(/^\s+(\w+)\s+(\w+)(?:\[\]|\?)?(?:\s|$)/gm)].flatMap(([, field = "", type = ""]) => {
      const table = tableOf.get(type);
      return table === undefined ? [] : [[field, table] as const];
    }),
  );
  return {
    tables: models.map(({ table }) => table),
    tableOfModel: new Map(models.map(({ name, table }) => [name.charAt(0).toLowerCase() + name.slice(1), table])),
    tableOfRelation: new Map(relations),
  };
}
