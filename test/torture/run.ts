import { startDemo } from "../e2e/support/demo-run";
import { openField, type Field } from "./field";
import { foundMissingBy, outcomeOf, type Outcome } from "./outcome";
import type { Delivery, Episode, PlannedFulfillment } from "./plan";
import { deliver, fulfilSilently, showAsChanged, type InStore, type Message } from "./store";

const NUDGE_AFTER_MS = 8_000;
const NUDGE_HOURS = 1.1;
const SETTLED_WITHIN_MS = 180_000;
/** The longest journey of the sandbox's carriers takes twenty days. */
const STORY_HOPS_HOURS = [72, 240, 240];

export const numbersOf = (planned: PlannedFulfillment[]): string[] =>
  planned.flatMap(({ number, secondNumber }) => (secondNumber === null ? [number] : [number, secondNumber]));

/** The same fulfillments, every message once and in order, and nothing goes wrong. */
export async function runCalm(planned: PlannedFulfillment[]): Promise<Outcome> {
  return inDemo(async (field) => {
    const stored = await intoStore(field, planned);
    const atOnce = async (which: number) => {
      await Promise.all(stored.map(async ({ messages: { [which]: one } }) => one && deliver(field.sandbox, one)));
    };
    await atOnce(0);
    await atOnce(1);
    return ended(field, planned);
  });
}

/** The fulfillments under the episodes' dangers. `say` is told each danger that was met. */
export async function runStormy(
  planned: PlannedFulfillment[],
  episodes: Episode[],
  say: (line: string) => void,
): Promise<Outcome> {
  return inDemo(async (field) => {
    await field.sandbox.faults({ chargeEveryCreate: true });
    const dropped: Message[] = [];
    for (const { danger, fulfillments } of episodes) {
      const stored = await intoStore(
        field,
        fulfillments.map((one) => one.planned),
      );
      field.beginEpisode();
      const late: Message[] = [];
      const deliverNow = async () => {
        await Promise.all(
          stored.map(async (one, index) => {
            const delivery = fulfillments[index]?.delivery ?? "once";
            if (delivery === "dropped") dropped.push(...one.messages);
            else if (delivery === "late") late.push(...one.messages);
            else await deliverAs(field, delivery, one);
          }),
        );
      };
      await danger.meet(field, deliverNow);
      await field.sandbox.faults({ mode: "none" });
      for (const message of late) await deliver(field.sandbox, message);
      say(`met: ${danger.name}`);
    }
    for (const message of dropped) await deliver(field.sandbox, message);
    // What is lost is looked for once an hour.
    await field.sandbox.moveClock(NUDGE_HOURS);
    return ended(field, planned);
  });
}

async function intoStore({ sandbox }: Field, planned: PlannedFulfillment[]): Promise<InStore[]> {
  const stored: InStore[] = [];
  for (const one of planned) stored.push(await fulfilSilently(sandbox, one));
  return stored;
}

async function deliverAs({ sandbox }: Field, delivery: Delivery, stored: InStore): Promise<void> {
  const { messages } = stored;
  if (delivery === "lost") return showAsChanged(sandbox, stored);
  const come = delivery === "half-lost" ? messages.slice(0, 1) : messages;
  const inOrder = delivery === "swapped" ? come.toReversed() : come;
  for (const message of inOrder) await deliver(sandbox, message, delivery === "doubled" ? 2 : 1);
  if (delivery === "half-lost") await showAsChanged(sandbox, stored);
}

async function inDemo(work: (field: Field) => Promise<Outcome>): Promise<Outcome> {
  const demo = await startDemo({ args: ["--split", "--app-only"] });
  try {
    const field = await openField(demo);
    try {
      return await work(field);
    } finally {
      await field.close();
    }
  } finally {
    await demo.stop();
  }
}

/** Lets every story come to its end, and tells what there is then. */
async function ended(field: Field, planned: PlannedFulfillment[]): Promise<Outcome> {
  const numbers = numbersOf(planned);
  await untilSettled(field, numbers);
  const foundMissing = await foundMissingBy(field);
  for (const hours of STORY_HOPS_HOURS) {
    await field.sandbox.moveClock(hours);
    await untilSettled(field, numbers);
  }
  return outcomeOf(field, numbers, foundMissing);
}

/** Everything registered, read and told: nothing is due any more, and the shop knows what its provider knows. */
async function untilSettled(field: Field, numbers: string[]): Promise<void> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  let nudgeAt = performance.now() + NUDGE_AFTER_MS;
  let before = "";
  let settledBefore = false;
  for (;;) {
    const open = await openWork(field, numbers);
    const settled = Object.values(open).every((count) => count === 0);
    if (settled && settledBefore) return;
    settledBefore = settled;
    if (performance.now() > until) throw new Error(`Not settled: ${JSON.stringify(open)}`);
    const progress = JSON.stringify(open);
    if (progress !== before) nudgeAt = performance.now() + NUDGE_AFTER_MS;
    before = progress;
    if (!settled && performance.now() > nudgeAt) {
      // What backs off, or waits for its quota, waits by the story clock. Only then, for with each move more parcels fall due.
      await field.sandbox.moveClock(NUDGE_HOURS);
      nudgeAt = performance.now() + NUDGE_AFTER_MS;
    }
    await new Promise((later) => setTimeout(later, 500));
  }
}

const OPEN_WORK = `
  WITH story AS (SELECT now() + COALESCE((SELECT offset_ms FROM story_clock WHERE id = 1), 0) * INTERVAL '1 millisecond' AS now),
       ours AS (SELECT * FROM shipment WHERE number_key = ANY($2)),
       told AS (SELECT number_key, account_id, checkpoint_count FROM ours)
  SELECT (SELECT count(*) FROM inbox_message WHERE state = 'waiting')::int AS inbox,
         ($3 - (SELECT count(*) FROM ours WHERE account_id = $1 AND registration_state = 'registered'))::int AS unregistered,
         (SELECT count(*) FROM ours, story WHERE next_refresh_at <= story.now)::int AS due,
         (SELECT count(*) FROM connection WHERE refresh_requested_at IS NOT NULL)::int AS hinted,
         (SELECT count(*) FROM outbox_message WHERE state = 'waiting')::int AS outbox,
         (SELECT count(*) FROM sync_run WHERE state = 'running')::int AS syncing,
         (SELECT count(*) FROM told AS shop JOIN told AS provider USING (number_key)
           WHERE shop.account_id = $1 AND provider.account_id <> $1 AND shop.checkpoint_count <> provider.checkpoint_count)::int AS untold`;

async function openWork(field: Field, numbers: string[]): Promise<Record<string, number>> {
  const [row] = await field.database.query<Record<string, number>>(OPEN_WORK, [
    field.accountId,
    numbers,
    numbers.length,
  ]);
  if (!row) throw new Error("The database said nothing about the work that is open");
  return row;
}
