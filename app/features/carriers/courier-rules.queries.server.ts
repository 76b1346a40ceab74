import type { CourierRule } from "~/domain/carriers/choose-courier";
import { parseSettings } from "~/domain/settings/settings";
import type { Sql } from "~/platform/database/client.server";

/** The merchant's rules in order, and the couriers the shop usually ships with. */
export async function courierRules(
  sql: Sql,
  accountId: string,
): Promise<{ rules: CourierRule[]; usualCouriers: string[] }> {
  const [account] = await sql.query<{ settings: unknown; rules: CourierRule[] }>(
    `SELECT account.settings,
            COALESCE(jsonb_agg(jsonb_build_object('position', rule.position, 'company', rule.company,
              'countryCode', rule.country_code, 'numberPrefix', rule.number_prefix, 'courierCode', rule.courier_code)
              ORDER BY rule.position) FILTER (WHERE rule.id IS NOT NULL), '[]') AS rules
       FROM account LEFT JOIN courier_rule AS rule ON rule.account_id = account.id
      WHERE account.id = $1 GROUP BY account.id`,
    [accountId],
  );
  return { rules: account?.rules ?? [], usualCouriers: parseSettings(account?.settings).usualCouriers };
}
