import { expect, test } from "vitest";
import { faultsOf, notOnce } from "../torture/outcome";
import { countLost, planEpisodes, planFulfillments } from "../torture/plan";
import { numbersOf, runCalm, runStormy } from "../torture/run";

const FULFILLMENTS = 60;
const DANGERS = 5;
const SEED = 7;
const DAY_MS = 24 * 3_600_000;

/** A short run of `npm run torture`: one seed, a few of its dangers. */
test("fulfillments end the same, and are paid once, whatever goes wrong meanwhile", { timeout: 400_000 }, async () => {
  const planned = planFulfillments(FULFILLMENTS, new Date(Date.now() - DAY_MS));
  const episodes = planEpisodes(SEED, planned, DANGERS);
  const numbers = numbersOf(planned);
  const met: string[] = [];
  const [calm, stormy] = await Promise.all([runCalm(planned), runStormy(planned, episodes, (line) => met.push(line))]);

  expect(met).toEqual(episodes.map(({ fault }) => `met: ${fault.name}`));
  expect(calm.stories.size).toBe(numbers.length);
  expect(notOnce(calm.submissions, numbers)).toEqual([]);
  expect(countLost(episodes)).toBeGreaterThan(0);
  expect(faultsOf(stormy, calm, { numbers, lost: countLost(episodes) })).toEqual([]);
});
