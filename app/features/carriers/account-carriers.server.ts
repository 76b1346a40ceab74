import { allCarriers, carriersByCode, ownCarriers } from "./carriers.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { isCourierCode, type Courier } from "~/domain/carriers/catalogue";
import { carrierDirectory, type CarrierDirectory } from "~/domain/carriers/directory";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";

/**
 * The carriers of an account, for naming and linking the couriers with these codes; blank codes and
 * repetitions do no harm.
 */
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

/**
 * The couriers that the served API takes for an account, by code: packaged ones cost no query,
 * others are asked for among what its provider lists. Codes are lower case but for one, so a code
 * in other letters is looked for as it stands and then in lower case. A merchant's own carriers are
 * not taken: nobody could follow their parcels.
 */
export async function trackableCouriers(
  db: Sql,
  accountId: string,
  codes: readonly string[],
): Promise<(code: string) => Courier | null> {
  const unknown = codes.flatMap((code) => (spellings(code).some(isCourierCode) ? [] : spellings(code)));
  const directory = await carriersFor(db, accountId, unknown);
  return (code) => {
    for (const spelling of spellings(code)) {
      const courier = directory.find(spelling);
      if (courier) return courier;
    }
    return null;
  };
}

const spellings = (code: string) => [code, code.toLowerCase()].filter((spelling) => !isOwnCarrierCode(spelling));

/**
 * Whether a merchant may choose a carrier: one of the catalogue, of what the provider lists, or of
 * their own. An own carrier that was removed still names its parcels, but takes no new ones.
 */
export async function isOffered(db: Sql, accountId: string, code: string): Promise<boolean> {
  if (isOwnCarrierCode(code)) return (await ownCarriers(db, accountId)).some((carrier) => carrier.code === code);
  return (await carriersFor(db, accountId, [code])).find(code) !== null;
}
