import { allCarriers, carriersByCode } from "~/db/carriers.server";
import type { Sql } from "~/db/client.server";
import { carrierDirectory, type CarrierDirectory } from "~/domain/carriers/directory";

/** The carriers of an account, for naming and linking the couriers with these codes; blank codes and repetitions do no harm. */
export async function carriersFor(
  db: Sql,
  accountId: string,
  codes: readonly (string | null | undefined)[],
): Promise<CarrierDirectory> {
  const asked = [...new Set(codes.filter((code): code is string => typeof code === "string" && code !== ""))];
  return carrierDirectory(await carriersByCode(db, accountId, asked));
}

/** All carriers of an account, for lists and searches. */
export async function wholeDirectory(db: Sql, accountId: string): Promise<CarrierDirectory> {
  return carrierDirectory(await allCarriers(db, accountId));
}
