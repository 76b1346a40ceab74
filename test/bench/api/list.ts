import { Pool } from "undici";
import { z } from "zod";
import type { Bench, Findings } from "../bench";
import type { BenchEnvironment } from "../environment/environment";
import { quantile } from "../report/statistics";
import { rounded } from "../report/table";
import { keyHeader, openApiAccount } from "./account";
import { seedEvents, seedTrackings, settle } from "./sample-trackings";

const TRACKINGS = 1_000_000;
const LIMIT = 2_000;
const LATE_PAGE = 400;
const READS = 60;
const WARM_UP_READS = 10;
const FIRST_PAGE_P95_MS = 150;
const TIMES_THE_FIRST = 3;

const answer = z.object({
  meta: z.object({ code: z.literal(200) }),
  data: z.object({
    page: z.number(),
    total: z.string(),
    items: z.array(
      z.object({ tracking_number: z.string(), origin_info: z.object({ trackinfo: z.array(z.unknown()) }) }),
    ),
  }),
});

/**
 * A whole account read page by page: the first page, and one whose place has to be found behind
 * 798,000 others.
 */
export const apiListBench: Bench = {
  name: "api-list",
  about: `pages of ${rounded(LIMIT)} with four events each, of ${rounded(TRACKINGS)} trackings, read one at a time, in turn, ${READS} times each`,
  async run(environment) {
    const { origin, apiKey, accountId } = await openApiAccount(environment);
    await seed(environment, accountId);
    const pool = new Pool(origin, { connections: 1 });
    environment.onClose(() => pool.close());
    const read = async (page: number) => {
      const startedAt = performance.now();
      const path = `/v2/trackings/get?limit=${LIMIT}&page=${page}`;
      const response = await pool.request({ method: "GET", path, headers: keyHeader(apiKey) });
      const text = await response.body.text();
      return { tookMs: performance.now() - startedAt, text };
    };
    const wrong = [await wrongWith(read, 1), await wrongWith(read, LATE_PAGE)].filter((fault) => fault !== null);
    const firstMs: number[] = [];
    const lateMs: number[] = [];
    for (let at = -WARM_UP_READS; at < READS; at += 1) {
      const [first, late] = [await read(1), await read(LATE_PAGE)];
      if (at < 0) continue;
      firstMs.push(first.tookMs);
      lateMs.push(late.tookMs);
    }
    return findings(firstMs, lateMs, wrong);
  },
};

async function seed(environment: BenchEnvironment, accountId: string): Promise<void> {
  const startedAt = performance.now();
  await seedTrackings(environment, { accountId, count: TRACKINGS });
  await seedEvents(environment, { accountId, from: 0, count: LIMIT });
  await seedEvents(environment, { accountId, from: (LATE_PAGE - 1) * LIMIT, count: LIMIT });
  await settle(environment);
  environment.say(`${rounded(TRACKINGS)} trackings put in within ${rounded((performance.now() - startedAt) / 1000)} s`);
}

/**
 * What is wrong with a page, in words: the numbers were given from the oldest to the newest, so
 * every place is known.
 */
async function wrongWith(read: (page: number) => Promise<{ text: string }>, page: number): Promise<string | null> {
  const parsed = answer.safeParse(JSON.parse((await read(page)).text));
  if (!parsed.success) return `page ${page}: ${z.prettifyError(parsed.error)}`;
  const { total, items } = parsed.data.data;
  if (total !== String(TRACKINGS)) return `page ${page} says ${total} in all`;
  const misplaced = items.findIndex(
    ({ tracking_number }, index) => !tracking_number.endsWith(String(TRACKINGS - 1 - (page - 1) * LIMIT - index)),
  );
  if (items.length !== LIMIT || misplaced >= 0)
    return `page ${page} has ${items.length}, the first misplaced at ${misplaced}`;
  return items.every(({ origin_info }) => origin_info.trackinfo.length > 0) ? null : `page ${page} lacks events`;
}

function findings(firstMs: number[], lateMs: number[], wrong: string[]): Findings {
  const p95 = (times: number[]) => quantile(times, 0.95);
  const times = p95(lateMs) / p95(firstMs);
  const row = (name: string, ms: number[], ratio: string) => [
    name,
    rounded(quantile(ms, 0.5)),
    rounded(p95(ms)),
    rounded(Math.max(...ms)),
    ratio,
  ];
  return {
    columns: ["", "p50 ms", "p95 ms", "worst ms", "times the first"],
    rows: [row("page 1", firstMs, ""), row(`page ${LATE_PAGE}`, lateMs, `${rounded(times, 2)} ×`)],
    demands: [
      {
        text: `p95 of the first page under ${FIRST_PAGE_P95_MS} ms`,
        measured: `${rounded(p95(firstMs))} ms`,
        met: p95(firstMs) < FIRST_PAGE_P95_MS,
      },
      {
        text: `page ${LATE_PAGE} within ${TIMES_THE_FIRST} × of that`,
        measured: `${rounded(times, 2)} ×`,
        met: times <= TIMES_THE_FIRST,
      },
      {
        text: "both pages whole, in order, with the exact total",
        measured: wrong.length === 0 ? "they are" : wrong.join("; "),
        met: wrong.length === 0,
      },
    ],
  };
}
