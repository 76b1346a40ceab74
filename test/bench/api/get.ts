import type { Bench, Findings } from "../bench";
import { fullLoad, type LoadResult, type Shot } from "../load/load";
import { median } from "../report/statistics";
import { rounded } from "../report/table";
import { contestants } from "../webhook/contestants";
import { keyHeader, openApiAccount, YES } from "./account";
import { seedEvents, seedTrackings, settle, trackingNumber } from "./sample-trackings";

const CONNECTIONS = 16;
const TRACKINGS = 10_000;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 2_000;
const SHARE_OF_CONSTANT = 0.5;

interface Round {
  served: LoadResult;
  constant: LoadResult;
}

/**
 * One parcel with its story and its customer, read under a key, beside a route of the plain
 * framework that answers a constant.
 */
export const apiGetBench: Bench = {
  name: "api-get",
  about: `single gets a second over ${rounded(TRACKINGS)} trackings of four events, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turn`,
  async run(environment) {
    const { origin, apiKey, accountId } = await openApiAccount(environment);
    await seedTrackings(environment, { accountId, count: TRACKINGS });
    await seedEvents(environment, { accountId, from: 0, count: TRACKINGS });
    await settle(environment);
    const constantOrigin = await contestants.template(environment);
    const constantShot: Shot = { method: "GET", path: "/healthz", headers: {} };
    const inTurn = async (durationMs: number): Promise<Round> => {
      const load = { connections: CONNECTIONS, durationMs };
      return {
        served: await fullLoad({ ...load, origin, next: gets(apiKey), answerBegins: YES }),
        constant: await fullLoad({ ...load, origin: constantOrigin, next: () => constantShot, answerBegins: "ok" }),
      };
    };
    await inTurn(WARM_UP_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await inTurn(ROUND_MS));
    return findings(rounds);
  },
};

/** Each number in turn, in an order that has nothing to do with where it is stored. */
function gets(apiKey: string): () => Shot {
  const headers = keyHeader(apiKey);
  const STEP = 7_919;
  let at = 0;
  return () => {
    at = (at + STEP) % TRACKINGS;
    return { method: "GET", path: `/v2/trackings/usps/${trackingNumber(at)}`, headers };
  };
}

function findings(rounds: Round[]): Findings {
  const share = median(rounds.map(({ served, constant }) => served.perSecond / constant.perSecond));
  const failures = rounds.reduce((sum, { served, constant }) => sum + served.failures + constant.failures, 0);
  const row = (name: string, measured: keyof Round, ratio: string) => {
    const ofRounds = (pick: (result: LoadResult) => number, digits = 0) =>
      rounded(median(rounds.map((round) => pick(round[measured]))), digits);
    return [
      name,
      ofRounds(({ perSecond }) => perSecond),
      ofRounds(({ p50Ms }) => p50Ms, 1),
      ofRounds(({ p99Ms }) => p99Ms, 1),
      ratio,
    ];
  };
  return {
    columns: ["", "per second", "p50 ms", "p99 ms", "Homeward is"],
    rows: [
      row("Homeward: GET /v2/trackings/{courier}/{number}", "served", ""),
      row("Plain framework route: a constant", "constant", `${rounded(share, 2)} ×`),
    ],
    demands: [
      {
        text: `at least ${SHARE_OF_CONSTANT} × the constant`,
        measured: `${rounded(share, 2)} ×`,
        met: share >= SHARE_OF_CONSTANT,
      },
      { text: "every answer a success", measured: `${failures} were not`, met: failures === 0 },
    ],
  };
}
