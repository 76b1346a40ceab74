import { startDemo } from "../e2e/support/demo-run";
import { openField, type ChaosContext } from "./chaos-context";
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
  return inDemo(async (context) => {
    const stored = await intoStore(context, planned);
    const atOnce = async (which: number) => {
      await Promise.all(stored.map(async ({ messages: { [which]: one } }) => one && deliver(context.sandbox, one)));
    };
    await atOnce(0);
    await atOnce(1);
    return ended(context, planned);
  });
}

/** The fulfillments under the episodes' dangers. `say` is told each danger that was met. */
export async function runStormy(
  planned: PlannedFulfillment[],
  episodes: Episode[],
  say: (line: string) => void,
): Promise<Outcome> {
  return inDemo(async (context) => {
    await context.sandbox.faults({ chargeEveryCreate: true });
    const dropped: Message[] = [];
    for (const { fault, fulfillments } of episodes) {
      const stored = await intoStore(
        context,
        fulfillments.map((one) => one.planned),
      );
      context.beginEpisode();
      const late: Message[] = [];
      const deliverNow = async () => {
        await Promise.all(
          stored.map(async (one, index) => {
            const delivery = fulfillments[index]?.delivery ?? "once";
            if (delivery === "dropped") dropped.push(...one.messages);
            else if (delivery === "late") late.push(...one.messages);
            else await deliverAs(context, delivery, one);
          }),
        );
      };
      await fault.meet(context, deliverNow);
      await context.sandbox.faults({ mode: "none" });
      for (const message of late) await deliver(context.sandbox, message);
      say(`met: ${fault.name}`);
    }
    for (const message of dropped) await deliver(context.sandbox, message);
    // What is lost is looked for once an hour.
    await context.sandbox.moveClock(NUDGE_HOURS);
    return ended(context, planned);
  });
}

async function intoStore({ sandbox }: ChaosContext, planned: PlannedFulfillment[]): Promise<InStore[]> {
  const stored: InStore[] = [];
  for (const one of planned) stored.push(await fulfilSilently(sandbox, one));
  return stored;
}

async function deliverAs({ sandbox }: ChaosContext, delivery: Delivery, stored: InStore): Promise<void> {
  const { messages } = stored;
  if (delivery === "lost") return showAsChanged(sandbox, stored);
  const come = delivery === "half-lost" ? messages.slice(0, 1) : messages;
  const inOrder = delivery === "swapped" ? come.toReversed() : come;
  for (const message of inOrder) await deliver(sandbox, message, delivery === "doubled" ? 2 : 1);
  if (delivery === "half-lost") await showAsChanged(sandbox, stored);
}

async function inDemo(work: (context: ChaosContext) => Promise<Outcome>): Promise<Outcome> {
  const demo = await startDemo({ args: ["--split", "--app-only"] });
  try {
    const context = await openField(demo);
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  } finally {
    await demo.stop();
  }
}

/** Lets every story come to its end, and tells what there is then. */
async function ended(context: ChaosContext, planned: PlannedFulfillment[]): Promise<Outcome> {
  const numbers = numbersOf(planned);
  await untilSettled(context, numbers);
  const foundMissing = await foundMissingBy(context);
  for (const hours of STORY_HOPS_HOURS) {
    await context.sandbox.moveClock(hours);
    await untilSettled(context, numbers);
  }
  return outcomeOf(context, numbers, foundMissing);
}

/**
 * Everything registered, read and told: nothing is due any more, and the shop knows what its
 * provider knows.
 */
async function untilSettled(context: ChaosContext, numbers: string[]): Promise<void> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  let nudgeAt = performance.now() + NUDGE_AFTER_MS;
  let before = "";
  let settledBefore = false;
  for (;;) {
    const open = await openWork(context, numbers);
    const settled = Object.values(open).every((count) => count === 0);
    if (settled && settledBefore) return;
    settledBefore = settled;
    if (performance.now() > until) throw new Error(`Not settled: ${JSON.stringify(open)}`);
    const progress = JSON.stringify(open);
    if (progress !== before) nudgeAt = performance.now() + NUDGE_AFTER_MS;
    before = progress;
    if (!settled && performance.now() > nudgeAt) {
      // What backs off, or waits for its quota, waits by the story clock. Only then, for with each
      // move more parcels fall due.
      await context.sandbox.moveClock(NUDGE_HOURS);
      nudgeAt = performance.now() + NUDGE_AFTER_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
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

async function openWork(context: ChaosContext, numbers: string[]): Promise<Record<string, number>> {
  const [row] = await context.database.query<Record<string, number>>(OPEN_WORK, [
    context.accountId,
    numbers,
    numbers.length,
  ]);
  if (!row) throw new Error("The database said nothing about the work that is open");
  return row;
}
