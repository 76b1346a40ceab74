import type { ChaosContext } from "./chaos-context";

/**
 * What became of the fulfillments: everything that must be the same whether or not something went
 * wrong.
 */
export interface Outcome {
  /** By number: shipment, fulfillments and timeline as one text. */
  stories: Map<string, string>;
  /** By `number|courier`. */
  charges: Record<string, number>;
  submissions: Record<string, number>;
  /**
   * Fulfillments found missing, and added, by the hourly comparison with Shopify and by a sync of
   * past orders.
   */
  foundMissing: { byCheck: number; bySync: number };
}

/**
 * Times of ours (when we first saw, asked, stored) are left out: they differ between any two runs.
 */
const STORY = `
  SELECT shipment.number_key AS number, jsonb_build_object(
    'courier', courier_code, 'source', courier_source, 'order', order_name, 'title', title, 'destination', destination_code,
    'status', status, 'substatus', substatus, 'rule', status_rule, 'claim', claim_status, 'registration', registration_state,
    'following', following, 'from', origin_country, 'to', destination_country, 'lastEvent', last_event_text,
    'lastPlace', last_event_place, 'lastAt', last_event_local, 'expectedFrom', expected_from, 'expectedTo', expected_to,
    'count', checkpoint_count, 'shippedAt', shipped_at,
    'fulfillments', (SELECT jsonb_agg(jsonb_build_array(fulfillment.name, fulfillment.status, parcel.position) ORDER BY fulfillment.name)
                       FROM fulfillment_parcel AS parcel JOIN fulfillment ON fulfillment.id = parcel.fulfillment_id
                      WHERE parcel.shipment_id = shipment.id),
    'timeline', (SELECT jsonb_agg(jsonb_build_array(leg, identity, event_local, offset_minutes, text, place, status, substatus, milestone)
                                  ORDER BY leg, identity)
                   FROM checkpoint WHERE checkpoint.shipment_id = shipment.id)
  )::text AS story
    FROM shipment WHERE account_id = $1 AND number_key = ANY($2)`;

export async function storiesOf(context: ChaosContext, numbers: string[]): Promise<Map<string, string>> {
  const rows = await context.database.query<{ number: string; story: string }>(STORY, [context.accountId, numbers]);
  const stories = new Map<string, string>();
  for (const { number, story } of rows) stories.set(number, [stories.get(number), story].filter(Boolean).join("\n"));
  return stories;
}

/**
 * What is known now; what was found missing is asked before, because the app forgets it after a
 * month.
 */
export async function outcomeOf(
  context: ChaosContext,
  numbers: string[],
  foundMissing: Outcome["foundMissing"],
): Promise<Outcome> {
  const { charges, submissions } = await context.sandbox.providerCalls();
  const ours = (counts: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).filter(([pair]) => numbers.includes(pair.split("|")[0] ?? "")));
  const stories = await storiesOf(context, numbers);
  return { stories, charges: ours(charges), submissions: ours(submissions), foundMissing };
}

const FOUND_MISSING = `
  SELECT COALESCE(sum(repaired) FILTER (WHERE kind = 'reconciliation'), 0)::int AS "byCheck",
         COALESCE(sum(repaired) FILTER (WHERE kind = 'backfill'), 0)::int AS "bySync"
    FROM sync_run WHERE account_id = $1`;

export async function foundMissingBy(context: ChaosContext): Promise<Outcome["foundMissing"]> {
  const [found] = await context.database.query<Outcome["foundMissing"]>(FOUND_MISSING, [context.accountId]);
  if (!found) throw new Error("The database said nothing about what was found missing");
  return found;
}

/** A run without faults serves seeds of fewer fulfillments as well. */
function only(outcome: Outcome, numbers: string[]): Outcome {
  const wanted = new Set(numbers);
  const stories = [...outcome.stories].filter(([number]) => wanted.has(number));
  const charges = Object.entries(outcome.charges).filter(([pair]) => wanted.has(pair.split("|")[0] ?? ""));
  return { ...outcome, stories: new Map(stories), charges: Object.fromEntries(charges) };
}

/** In words, everything about a run with faults that is not as it must be; empty where all is. */
export function faultsOf(stormy: Outcome, calm: Outcome, planned: { numbers: string[]; lost: number }): string[] {
  const { byCheck, bySync } = stormy.foundMissing;
  const missed = byCheck + bySync < planned.lost ? ["was not found missing"] : [];
  // A sync may come to a lost one first; nothing but lost ones may be missing when the check comes.
  const reportedTwice = byCheck > planned.lost ? ["was found missing though its message came, or twice"] : [];
  return [
    ...differences(only(calm, planned.numbers), stormy),
    ...notOnce(stormy.charges, planned.numbers).map((pair) => `charged ${pair}`),
    ...[...missed, ...reportedTwice].map(
      (what) => `something ${what}: ${String(planned.lost)} lost, ${String(byCheck)} + ${String(bySync)} found`,
    ),
  ];
}

/** In words, what is not as it was without faults; empty where all is equal. */
export function differences(calm: Outcome, stormy: Outcome): string[] {
  const found: string[] = [];
  for (const number of new Set([...calm.stories.keys(), ...stormy.stories.keys()])) {
    const [wanted, got] = [calm.stories.get(number), stormy.stories.get(number)];
    if (wanted !== got)
      found.push(`${number}\n  without faults: ${wanted ?? "missing"}\n  with faults:    ${got ?? "missing"}`);
  }
  for (const pair of new Set([...Object.keys(calm.charges), ...Object.keys(stormy.charges)])) {
    const [wanted, got] = [calm.charges[pair] ?? 0, stormy.charges[pair] ?? 0];
    if (wanted !== got) found.push(`${pair} was charged ${String(got)} times instead of ${String(wanted)}`);
  }
  return found;
}

/** Pairs that were not submitted, or not charged, exactly once. */
export function notOnce(counts: Record<string, number>, numbers: string[]): string[] {
  const pairs = Object.keys(counts);
  const missing = numbers.filter((number) => !pairs.some((pair) => pair.startsWith(`${number}|`)));
  const wrong = Object.entries(counts).filter(([, count]) => count !== 1);
  return [
    ...missing.map((number) => `${number}: never`),
    ...wrong.map(([pair, count]) => `${pair}: ${String(count)} times`),
  ];
}
