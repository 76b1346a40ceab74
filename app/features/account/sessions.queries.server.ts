import type { Database, Sql } from "~/platform/database/client.server";
import type { Session as SessionRow } from "~/platform/database/generated/client";

/** A session as it is stored: tokens and staff data are sealed. */
export type StoredSession = Omit<SessionRow, "updatedAt">;

type Db = Pick<Database, "prisma">;

/** More sessions of one shop than this are not read at once. */
const MOST_OF_ONE_SHOP = 25;

export async function upsertSession({ prisma }: Db, session: StoredSession): Promise<void> {
  await prisma.session.upsert({ where: { id: session.id }, create: session, update: session });
}

export async function findSession({ prisma }: Db, id: string): Promise<StoredSession | null> {
  return prisma.session.findUnique({ where: { id } });
}

/** The latest sessions of a shop, newest first. */
export async function sessionsOfShop({ prisma }: Db, shop: string): Promise<StoredSession[]> {
  return prisma.session.findMany({ where: { shop }, orderBy: { updatedAt: "desc" }, take: MOST_OF_ONE_SHOP });
}

export async function deleteSessions({ prisma }: Db, ids: string[]): Promise<void> {
  await prisma.session.deleteMany({ where: { id: { in: ids } } });
}

export async function deleteSessionsOfShop(sql: Sql, shop: string): Promise<void> {
  await sql.query("DELETE FROM session WHERE shop = $1", [shop]);
}
