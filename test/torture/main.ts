import { parseArgs } from "node:util";
import { z } from "zod";
import { faultsOf, notOnce } from "./outcome";
import { countLost, planEpisodes, planFulfillments } from "./plan";
import { numbersOf, runCalm, runStormy } from "./run";

// `npm run torture -- --seeds N`: seeds one after the other, each a demo of its own; ends with 1 when a seed fails.
// `--first S` begins with another seed, `--fulfillments F` and `--dangers D` make a run shorter.

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string" },
    first: { type: "string" },
    fulfillments: { type: "string" },
    dangers: { type: "string" },
  },
});
const wanted = z.record(z.string(), z.coerce.number().int().min(0)).safeParse(options);
if (!wanted.success) {
  process.stderr.write(`${z.prettifyError(wanted.error)}\n`);
  process.exit(2);
}
const { seeds = 1, first = 1, fulfillments = 1_000, dangers = 1_000 } = wanted.data;
const say = (line: string) => process.stdout.write(`${line}\n`);
const DAY_MS = 24 * 3_600_000;

const planned = planFulfillments(fulfillments, new Date(Date.now() - DAY_MS));
const numbers = numbersOf(planned);
say(`${planned.length} fulfillments with ${numbers.length} numbers, first without faults`);
const calm = await runCalm(planned);
const calmFaults = notOnce(calm.submissions, numbers);
for (const fault of calmFaults) say(`FAILED without faults: submitted ${fault}`);

const failed: number[] = [];
for (let seed = first; seed < first + seeds; seed += 1) {
  const startedAt = performance.now();
  const episodes = planEpisodes(seed, planned, dangers);
  const found = await runStormy(planned, episodes, (line) => say(`  ${line}`)).then(
    (stormy) => faultsOf(stormy, calm, { numbers, lost: countLost(episodes) }),
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  if (found.length > 0) failed.push(seed);
  for (const line of found) say(line);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(
    `seed ${seed}: ${found.length === 0 ? "equal" : "FAILED"}, ${episodes.length} dangers, ${countLost(episodes)} lost, ${seconds} s`,
  );
}
say(`${seeds - failed.length} of ${seeds} seeds equal${failed.length > 0 ? `; failed: ${failed.join(", ")}` : ""}`);
process.exit(failed.length > 0 || calmFaults.length > 0 ? 1 : 0);
