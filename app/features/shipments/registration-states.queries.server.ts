import type { Sql } from "~/platform/database/client.server";

/** What the shipment shows of its registration, whose ledger belongs to provider-sync. */
export interface RegistrationStateWrite {
  shipmentId: string;
  /** A `registration_state`. */
  state: string;
}

/**
 * Locks shipments one after the other by their ids: two transactions that change several wait in
 * the same order, and never for each other. Who changes the ledger too locks its rows before.
 */
const lockedInOrder =
  "WITH locked AS (SELECT id FROM shipment WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE)";

/** Shows how far the registration of each shipment has come. */
export async function writeRegistrationStates(tx: Sql, writes: readonly RegistrationStateWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await tx.query(
    `${lockedInOrder}
     UPDATE shipment SET registration_state = s.state::registration_state
       FROM locked JOIN unnest($1::uuid[], $2::text[]) AS s(id, state) USING (id) WHERE shipment.id = locked.id`,
    [writes.map((write) => write.shipmentId), writes.map((write) => write.state)],
  );
}

/** What the provider answered about a shipment's registration. */
export interface RegistrationResult extends RegistrationStateWrite {
  /** Null leaves what is known. */
  providerId: string | null;
  /** When its story is to be read next; null leaves what is planned. */
  nextRefreshAt: Date | null;
}

/** Shows how registrations ended, and plans the next look at what is followed. */
export async function writeRegistrationResults(tx: Sql, results: readonly RegistrationResult[]): Promise<void> {
  if (results.length === 0) return;
  await tx.query(
    `${lockedInOrder}
     UPDATE shipment SET registration_state = r.state::registration_state,
            provider_id = COALESCE(r.provider_id, shipment.provider_id),
            next_refresh_at = CASE WHEN shipment.following THEN COALESCE(r.next_refresh_at, shipment.next_refresh_at) END
       FROM locked
       JOIN unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS r(id, state, provider_id, next_refresh_at)
            USING (id)
      WHERE shipment.id = locked.id`,
    [
      results.map((result) => result.shipmentId),
      results.map((result) => result.state),
      results.map((result) => result.providerId),
      results.map((result) => result.nextRefreshAt),
    ],
  );
}
