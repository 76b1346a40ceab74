import type { CourierRule } from "~/domain/carriers/choose-courier";
import type { Sql } from "~/platform/database/client.server";

/** A rule as a page edits it. */
export interface StoredRule extends CourierRule {
  id: string;
}

const columns = `id, position, company, country_code AS "countryCode", number_prefix AS "numberPrefix",
  courier_code AS "courierCode"`;

/** A merchant's rules in order. */
export async function storedRules(sql: Sql, accountId: string): Promise<StoredRule[]> {
  return sql.query<StoredRule>(`SELECT ${columns} FROM courier_rule WHERE account_id = $1 ORDER BY position`, [
    accountId,
  ]);
}

/** The same, with nobody else changing them until the transaction ends. */
export async function lockRules(tx: Sql, accountId: string): Promise<StoredRule[]> {
  await tx.query("SELECT FROM account WHERE id = $1 FOR UPDATE", [accountId]);
  return storedRules(tx, accountId);
}

/** A rule to be kept; one without an id is new. */
export type RuleWrite = Omit<StoredRule, "id" | "position"> & { id: string | null };

/** Makes these the merchant's rules, in this order, numbered from 1; `lockRules` first. */
export async function replaceRules(tx: Sql, accountId: string, rules: readonly RuleWrite[]): Promise<void> {
  await tx.query("DELETE FROM courier_rule WHERE account_id = $1", [accountId]);
  await tx.query(
    `INSERT INTO courier_rule (account_id, id, position, company, country_code, number_prefix, courier_code)
     SELECT $1, COALESCE(told.id, gen_random_uuid()), told.position, told.company, told.country, told.prefix, told.courier
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
            AS told(id, company, country, prefix, courier, position)`,
    [
      accountId,
      rules.map((rule) => rule.id),
      rules.map((rule) => rule.company),
      rules.map((rule) => rule.countryCode),
      rules.map((rule) => rule.numberPrefix),
      rules.map((rule) => rule.courierCode),
    ],
  );
}

/** A company name seen on parcels that wait for a carrier. */
export interface WaitingCompany {
  company: string;
  parcels: number;
}

/**
 * The companies of parcels that no carrier was found for, the most frequent first; at most `limit`.
 */
export async function companiesWithoutCarrier(sql: Sql, accountId: string, limit: number): Promise<WaitingCompany[]> {
  return sql.query<WaitingCompany>(
    `SELECT btrim(tracking_company) AS company, count(*)::int AS parcels
       FROM shipment
      WHERE account_id = $1 AND courier_code = '' AND archived_at IS NULL AND btrim(tracking_company) <> ''
        AND registration_state = 'none'
      GROUP BY btrim(tracking_company) ORDER BY parcels DESC, company LIMIT $2`,
    [accountId, limit],
  );
}
