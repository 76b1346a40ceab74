import type { Sql } from "~/platform/database/client.server";
import { parseTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";

/** What a shop's theme is to know, as it stands now. */
export interface DueThemeFacts {
  shopDomain: string;
  dueAt: Date;
  failures: number;
  trackingPage: TrackingPageSettings;
}

/** From now on the theme is behind: what is stored is to be published, from the first try again. */
export async function askThemeFacts(sql: Sql, accountId: string, now: Date): Promise<void> {
  await sql.query(
    "UPDATE account SET theme_facts_due_at = $2, theme_facts_failures = 0, theme_facts_trouble = NULL WHERE id = $1",
    [accountId, now],
  );
}

/** As `askThemeFacts`, where the last try ended with one of these troubles for good. */
export async function askThemeFactsAgain(
  sql: Sql,
  accountId: string,
  now: Date,
  troubles: readonly string[],
): Promise<void> {
  await sql.query(
    `UPDATE account SET theme_facts_due_at = $2, theme_facts_failures = 0
      WHERE id = $1 AND theme_facts_due_at IS NULL AND theme_facts_trouble = ANY($3)`,
    [accountId, now, troubles],
  );
}

/** Installed shops whose theme is to be changed by now. */
export async function accountsWithDueThemeFacts(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "SELECT id FROM account WHERE theme_facts_due_at <= $1 AND uninstalled_at IS NULL AND kind = 'shop' LIMIT 1000",
    [now],
  );
  return rows.map(({ id }) => id);
}

/** What is due of one installed shop; null where nothing is. */
export async function dueThemeFacts(sql: Sql, accountId: string): Promise<DueThemeFacts | null> {
  const [row] = await sql.query<Omit<DueThemeFacts, "trackingPage"> & { trackingPage: unknown }>(
    `SELECT shop_domain AS "shopDomain", theme_facts_due_at AS "dueAt", theme_facts_failures AS failures,
            settings -> 'trackingPage' AS "trackingPage"
       FROM account
      WHERE id = $1 AND theme_facts_due_at IS NOT NULL AND uninstalled_at IS NULL AND shop_domain IS NOT NULL`,
    [accountId],
  );
  return row ? { ...row, trackingPage: parseTrackingPage(row.trackingPage) } : null;
}

/**
 * How a try ended. Counts only where nothing was asked since: a later save has its own turn.
 * `nextAt` null is the end of it.
 */
export async function endThemeFactsTry(
  sql: Sql,
  accountId: string,
  tried: Pick<DueThemeFacts, "dueAt">,
  end: { nextAt: Date | null; failures: number; trouble: string | null },
): Promise<void> {
  await sql.query(
    `UPDATE account SET theme_facts_due_at = $3, theme_facts_failures = $4, theme_facts_trouble = $5
      WHERE id = $1 AND theme_facts_due_at = $2`,
    [accountId, tried.dueAt, end.nextAt, end.failures, end.trouble],
  );
}

/** Whether a shop's theme has what is stored: published, on its way, or failed and why. */
export async function themeFactsState(
  sql: Sql,
  accountId: string,
): Promise<{ isDue: boolean; trouble: string | null }> {
  const [row] = await sql.query<{ isDue: boolean; trouble: string | null }>(
    `SELECT theme_facts_due_at IS NOT NULL AS "isDue", theme_facts_trouble AS trouble FROM account WHERE id = $1`,
    [accountId],
  );
  return row ?? { isDue: false, trouble: null };
}
