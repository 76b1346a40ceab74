// PostgreSQL's catalogue uses the type "char", one byte wide. The schema engine expects it as a
// character, but Prisma's adapter for node-postgres knows no such type and refuses the whole
// answer. So such columns travel through the adapter as text under a marked name, and the mark is
// turned into the right type on the way out.
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const MARK = "\0char";

/** By OID, "char" and an array of it: what the adapter takes instead, and what the engine gets. */
const DISGUISES = new Map([
  [18, { travelsAs: 25, type: ColumnTypeEnum.Character }],
  [1002, { travelsAs: 1009, type: ColumnTypeEnum.CharacterArray }],
]);
const typeOfMark = new Map([...DISGUISES].map(([oid, { type }]) => [`${MARK}${oid}`, type]));

/** Changes node-postgres for this whole process, which does nothing but run the engine. */
export function disguiseCharColumns() {
  const original = pg.Query.prototype.handleRowDescription;
  pg.Query.prototype.handleRowDescription = function (message) {
    for (const field of message.fields) {
      const disguise = DISGUISES.get(field.dataTypeID);
      if (!disguise) continue;
      field.name += `${MARK}${field.dataTypeID}`;
      field.dataTypeID = disguise.travelsAs;
    }
    return original.call(this, message);
  };
}

/**
 * @template {import("@prisma/driver-adapter-utils").SqlQueryable} Queryable
 * @param {Queryable} queryable
 * @returns {Queryable}
 */
export function undisguise(queryable) {
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnNames.forEach((name, index) => {
      const at = name.indexOf(MARK);
      if (at === -1) return;
      result.columnTypes[index] = typeOfMark.get(name.slice(at));
      result.columnNames[index] = name.slice(0, at);
    });
    return result;
  };
  return queryable;
}
