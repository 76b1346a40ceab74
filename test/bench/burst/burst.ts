import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import type { Bench, Findings } from "../bench";
import type { BenchEnvironment } from "../environment/environment";
import { isAccepted } from "../load/load";
import { signedWebhooks } from "../load/signed-webhook";
import { rounded } from "../report/table";
import type { CreateCall } from "./counting-provider";
import { fulfilOrders, openShop } from "./shop";

const FULFILLMENTS = 1_000;
const CONNECTIONS = 64;
const CALLS_ALLOWED = 30;
const SETTLED_WITHIN_MS = 180_000;

/**
 * A sale's whole evening in one second: how many calls, and how long until the provider has every
 * number.
 */
export const burstBench: Bench = {
  name: "burst",
  about: `${rounded(FULFILLMENTS)} fulfillments at once, one number each, web and worker as two processes, one provider call a second`,
  async run(environment) {
    const { shop, webUrl, sandboxUrl, provider } = await openShop(environment);
    const payloads = await fulfilOrders(sandboxUrl, FULFILLMENTS);
    const shots = payloads.map((payload) => signedWebhooks(shop, environment.apiSecret, payload)());

    const pool = new Pool(webUrl, { connections: CONNECTIONS, pipelining: 1 });
    const startedAt = performance.now();
    const answers = await Promise.all(shots.map((shot) => isAccepted(pool, shot)));
    const acceptedMs = performance.now() - startedAt;
    await pool.close();
    const registered = await untilRegistered(environment, FULFILLMENTS);
    const settledMs = performance.now() - startedAt;
    const accepted = answers.filter(Boolean).length;
    return findings({ calls: provider.creates, startedAt, accepted, acceptedMs, registered, settledMs });
  },
};

async function untilRegistered({ db }: BenchEnvironment, wanted: number): Promise<number> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const [row] = await db.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM registration WHERE state = 'registered'",
    );
    const count = row?.count ?? 0;
    if (count >= wanted || performance.now() > until) return count;
    await pause(200);
  }
}

interface Burst {
  calls: CreateCall[];
  startedAt: number;
  accepted: number;
  acceptedMs: number;
  registered: number;
  settledMs: number;
}

function findings({ calls, startedAt, accepted, acceptedMs, registered, settledMs }: Burst): Findings {
  const sizes = calls.map(({ pairs }) => pairs.length);
  const gapsMs = calls.slice(1).map(({ atMs }, index) => atMs - (calls[index]?.atMs ?? 0));
  const submitted = calls.flatMap(({ pairs }) => pairs);
  const twice = submitted.length - new Set(submitted).size;
  const fullSize = Math.max(0, ...sizes);
  const seconds = (ms: number) => `${rounded(ms / 1000, 1)} s`;
  return {
    columns: ["", ""],
    rows: [
      ["all webhooks answered after", seconds(acceptedMs)],
      ["first batch call after", seconds((calls[0]?.atMs ?? NaN) - startedAt)],
      ["all numbers registered after", seconds(settledMs)],
      ["batch calls", String(calls.length)],
      ["… the fewest possible", String(Math.ceil(FULFILLMENTS / 40))],
      ["… of full size", `${sizes.filter((size) => size === fullSize).length} of ${fullSize} numbers`],
      ["shortest time between two calls", `${rounded(Math.min(...gapsMs))} ms`],
    ],
    demands: [
      {
        text: `at most ${CALLS_ALLOWED} batch calls`,
        measured: String(calls.length),
        met: calls.length <= CALLS_ALLOWED,
      },
      { text: "no number submitted twice", measured: `${twice} were`, met: twice === 0 },
      {
        text: "every webhook answered 200 and every number registered",
        measured: `${accepted} and ${registered}`,
        met: accepted === FULFILLMENTS && registered === FULFILLMENTS,
      },
    ],
  };
}
