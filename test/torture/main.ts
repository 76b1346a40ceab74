import { parseArgs } from "node:util";
import { z } from "zod";
import { faults as allDangers } from "./faults";
import { faultsOf, notOnce } from "./outcome";
import { countLost, planEpisodes, planFulfillments } from "./plan";
import { numbersOf, runCalm, runStormy } from "./run";

// `npm run torture -- --seeds N`: N seeds; ends with 1 when one fails. `--first S` begins with
// another seed, `--fulfillments F` and `--faults D` make a seed shorter, `--only WORDS` leaves the
// dangers with these words in their names. `--together K` puts K seeds after one another into one
// demo, each with fulfillments of its own, so that its start and its stories' ends are waited for
// once.

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    first: { type: "string", default: "1" },
    fulfillments: { type: "string", default: "1000" },
    faults: { type: "string", default: "1000" },
    together: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const wanted = z
  .object({
    seeds: z.coerce.number().int().min(1),
    first: z.coerce.number().int().min(0),
    fulfillments: z.coerce.number().int().min(1),
    faults: z.coerce.number().int().min(1),
    together: z.coerce.number().int().min(1),
    only: z.string().transform((words) => allDangers.filter(({ name }) => name.includes(words))),
  })
  .refine(({ only }) => only.length > 0, { path: ["only"], message: "No danger has these words in its name" })
  .safeParse(values);
if (!wanted.success) {
  process.stderr.write(`${z.prettifyError(wanted.error)}\n`);
  process.exit(2);
}
const { seeds, first, fulfillments, faults, together, only } = wanted.data;
const say = (line: string) => process.stdout.write(`${line}\n`);
const DAY_MS = 24 * 3_600_000;

const planned = planFulfillments(fulfillments * Math.min(together, seeds), new Date(Date.now() - DAY_MS));
say(`${planned.length} fulfillments with ${numbersOf(planned).length} numbers, first without faults`);
const calm = await runCalm(planned);
const calmFaults = notOnce(calm.submissions, numbersOf(planned));
for (const fault of calmFaults) say(`FAILED without faults: submitted ${fault}`);

const failed: string[] = [];
let met = 0;
for (let begin = first; begin < first + seeds; begin += together) {
  const startedAt = performance.now();
  const these = Array.from({ length: Math.min(together, first + seeds - begin) }, (_, index) => begin + index);
  const theirs = planned.slice(0, these.length * fulfillments);
  const episodes = these.flatMap((seed, index) =>
    planEpisodes(seed, theirs.slice(index * fulfillments, (index + 1) * fulfillments), faults, only),
  );
  const numbers = numbersOf(theirs);
  const found = await runStormy(theirs, episodes, (line) => {
    met += 1;
    say(`  ${line}`);
  }).then(
    (stormy) => faultsOf(stormy, calm, { numbers, lost: countLost(episodes) }),
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  const name = these.length === 1 ? `seed ${begin}` : `seeds ${begin} to ${begin + these.length - 1}`;
  if (found.length > 0) failed.push(name);
  for (const line of found) say(line);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const size = `${theirs.length} fulfillments, ${episodes.length} dangers, ${countLost(episodes)} lost`;
  say(`${name}: ${found.length === 0 ? "equal" : "FAILED"}, ${size}, ${seconds} s`);
}
say(`${seeds} seeds, ${met} dangers met; ${failed.length === 0 ? "all equal" : `failed: ${failed.join(", ")}`}`);
process.exit(failed.length > 0 || calmFaults.length > 0 ? 1 : 0);
