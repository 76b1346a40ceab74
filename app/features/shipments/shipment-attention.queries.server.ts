import { attentionAfterDays, type AttentionKind } from "~/domain/shipments/attention";

/**
 * The parcels that can want somebody: not put away, not at their end. Written so that the index
 * over status serves it.
 */
export const openShipment = `s.archived_at IS NULL
  AND s.status IN ('pending', 'notfound', 'transit', 'pickup', 'undelivered', 'exception', 'expired')`;

const unheard = "s.status IN ('pending', 'notfound')";
const returned = "s.substatus ~ '^exception0+1[01]$'";

/**
 * One condition for each kind, over `shipment AS s`; `now` says the story's present in SQL. No two
 * hold for one parcel.
 */
export function attentionConditions(now: string): Record<AttentionKind, string> {
  const before = (days: number) => `${now}::timestamptz - interval '${days} days'`;
  return {
    returned: `s.status = 'exception' AND ${returned}`,
    exception: `s.status = 'exception' AND (${returned}) IS NOT TRUE`,
    "failed-attempt": "s.status = 'undelivered'",
    "needs-carrier": `${unheard} AND s.courier_code = '' AND s.registration_state <> 'rejected'`,
    "not-tracked": `${unheard} AND s.registration_state = 'rejected'`,
    "no-scan": `${unheard} AND s.courier_code <> '' AND s.courier_code NOT LIKE 'own-%' AND s.registration_state <> 'rejected' AND s.following
      AND COALESCE(s.shipped_at, s.created_at) < ${before(attentionAfterDays.noScan)}`,
    silent: `(s.status = 'expired'
      OR s.status IN ('transit', 'pickup') AND s.following AND s.last_event_at < ${before(attentionAfterDays.silent)})`,
  };
}
