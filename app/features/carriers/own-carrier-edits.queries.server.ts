import type { OwnCarrier } from "~/domain/carriers/own-carriers";
import type { Sql } from "~/platform/database/client.server";

/** An own carrier with what a page must know of it. */
export interface StoredOwnCarrier extends OwnCarrier {
  removedAt: Date | null;
}

/**
 * Every own carrier a merchant ever had, with nobody else changing them until the transaction ends.
 */
export async function lockOwnCarriers(tx: Sql, accountId: string): Promise<StoredOwnCarrier[]> {
  await tx.query("SELECT FROM account WHERE id = $1 FOR UPDATE", [accountId]);
  return tx.query<StoredOwnCarrier>(
    `SELECT code, name, tracking_url AS "trackingUrl", removed_at AS "removedAt" FROM own_carrier WHERE account_id = $1`,
    [accountId],
  );
}

/** Adds a carrier, or changes the one with its code; either way it is offered from now on. */
export async function writeOwnCarrier(tx: Sql, accountId: string, carrier: OwnCarrier): Promise<void> {
  await tx.query(
    `INSERT INTO own_carrier (account_id, code, name, tracking_url) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, code) DO UPDATE
        SET name = excluded.name, tracking_url = excluded.tracking_url, removed_at = NULL`,
    [accountId, carrier.code, carrier.name, carrier.trackingUrl],
  );
}

/** Stops offering a carrier; false where the merchant has none with this code. */
export async function writeOwnCarrierRemoved(tx: Sql, accountId: string, code: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    "UPDATE own_carrier SET removed_at = $3 WHERE account_id = $1 AND code = $2 RETURNING code",
    [accountId, code, now],
  );
  return rows.length > 0;
}
