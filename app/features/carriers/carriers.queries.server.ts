import type { AccountCarriers, OverlaidCourier } from "~/domain/carriers/directory";
import type { ListedCourier } from "~/domain/carriers/listing";
import type { OwnCarrier } from "~/domain/carriers/own-carriers";
import { jsonb, type Sql } from "~/platform/database/client.server";

const listedColumns = "code, name, names, type, homepage, phone, picture";
const ownColumns = `code, name, tracking_url AS "trackingUrl"`;
/** What an account's provider lists. */
const listedFor = `catalogue_courier AS listed
  WHERE source = (SELECT base_url FROM connection WHERE account_id = $1)`;

const listedJson = `jsonb_build_object('code', code, 'name', name, 'names', names, 'type', type,
              'homepage', homepage, 'phone', phone, 'picture', picture)`;
const ownJson = "jsonb_build_object('code', code, 'name', name, 'trackingUrl', tracking_url)";

/**
 * Columns `listed` and `own`: what a shipment's account has beside the packaged catalogue, of the
 * shipment's courier.
 */
export const carrierColumns = (shipment: string) => `
            (SELECT COALESCE(jsonb_agg(${listedJson}), '[]') FROM catalogue_courier
              WHERE source = (SELECT base_url FROM connection WHERE account_id = ${shipment}.account_id)
                AND code = ${shipment}.courier_code) AS listed,
            (SELECT COALESCE(jsonb_agg(${ownJson}), '[]') FROM own_carrier
              WHERE account_id = ${shipment}.account_id AND code = ${shipment}.courier_code) AS own`;

/**
 * What an account has beside the packaged catalogue, of the couriers with these codes. Own carriers
 * that were removed are named too.
 */
export async function carriersByCode(sql: Sql, accountId: string, codes: readonly string[]): Promise<AccountCarriers> {
  if (codes.length === 0) return { listed: [], own: [] };
  // One statement: shoppers' answers and lists wait for it.
  const [found] = await sql.query<AccountCarriers>(
    `SELECT COALESCE((SELECT jsonb_agg(${listedJson}) FROM ${listedFor} AND code = ANY($2)), '[]') AS listed,
            COALESCE((SELECT jsonb_agg(${ownJson}) FROM own_carrier WHERE account_id = $1 AND code = ANY($2)), '[]') AS own`,
    [accountId, codes],
    "carriers-by-code",
  );
  return found ?? { listed: [], own: [] };
}

/**
 * Everything an account has beside the packaged catalogue. Lists are bounded when they are stored.
 */
export async function allCarriers(sql: Sql, accountId: string): Promise<AccountCarriers> {
  const [listed, own] = await Promise.all([
    sql.query<OverlaidCourier>(`SELECT ${listedColumns} FROM ${listedFor} ORDER BY name, code`, [accountId]),
    ownCarriers(sql, accountId),
  ]);
  return { listed, own };
}

/** The couriers an account's provider lists under one of these folded names. */
export async function couriersNamed(
  sql: Sql,
  accountId: string,
  nameKeys: readonly string[],
): Promise<{ code: string; nameKey: string }[]> {
  if (nameKeys.length === 0) return [];
  return sql.query<{ code: string; nameKey: string }>(
    `SELECT code, name_key AS "nameKey" FROM ${listedFor} AND name_key = ANY($2) ORDER BY code`,
    [accountId, nameKeys],
  );
}

/** The carriers a merchant added and did not remove. */
export async function ownCarriers(sql: Sql, accountId: string): Promise<OwnCarrier[]> {
  return sql.query<OwnCarrier>(
    `SELECT ${ownColumns} FROM own_carrier WHERE account_id = $1 AND removed_at IS NULL ORDER BY lower(name), code`,
    [accountId],
  );
}

/** One provider's list, ready to be kept. */
export interface StoredListing {
  /** The provider's address, as connections hold it. */
  source: string;
  couriers: readonly ListedCourier[];
  /**
   * Names in other languages, by language and code. Languages that are not here keep the names they
   * had.
   */
  names: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Keeps a provider's list. What it no longer holds goes, unless a shipment or a rule of an account
 * that uses this provider has it. Rows are written in the order of their codes, so that two lists
 * of one source never wait for each other.
 */
export async function storeListing(tx: Sql, { source, couriers, names }: StoredListing, now: Date): Promise<void> {
  const inOrder = [...couriers].sort((a, b) => (a.code < b.code ? -1 : 1));
  const column = <Key extends keyof ListedCourier>(key: Key) => inOrder.map((courier) => courier[key]);
  const namesOf = ({ code }: ListedCourier) =>
    Object.fromEntries([...names].flatMap(([lang, byCode]) => [[lang, byCode.get(code) ?? null] as const]));
  await tx.query(
    `INSERT INTO catalogue_courier AS kept (source, code, name, name_key, names, type, homepage, phone, picture, updated_at)
     SELECT $1, listed.code, listed.name, listed.name_key, jsonb_strip_nulls(listed.names), listed.type, listed.homepage, listed.phone, listed.picture, $2
       FROM unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::text[], $10::text[])
            AS listed(code, name, name_key, names, type, homepage, phone, picture)
     ON CONFLICT (source, code) DO UPDATE
        SET name = excluded.name, name_key = excluded.name_key, type = excluded.type, homepage = excluded.homepage,
            phone = excluded.phone, picture = excluded.picture, updated_at = excluded.updated_at,
            names = (kept.names - $11::text[]) || excluded.names`,
    [
      source,
      now,
      column("code"),
      column("name"),
      column("nameKey"),
      inOrder.map((courier) => jsonb(namesOf(courier))),
      column("type"),
      column("homepage"),
      column("phone"),
      column("picture"),
      [...names.keys()],
    ],
  );
  await tx.query(
    `DELETE FROM catalogue_courier AS kept
      WHERE source = $1 AND code <> ALL($2)
        AND NOT EXISTS (SELECT FROM connection JOIN shipment ON shipment.account_id = connection.account_id
                         WHERE connection.base_url = $1 AND shipment.courier_code = kept.code)
        AND NOT EXISTS (SELECT FROM connection JOIN courier_rule ON courier_rule.account_id = connection.account_id
                         WHERE connection.base_url = $1 AND courier_rule.courier_code = kept.code)`,
    [source, inOrder.map(({ code }) => code)],
  );
}
