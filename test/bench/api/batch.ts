import type { Bench, Findings } from "../bench";
import type { BenchEnvironment } from "../environment/environment";
import { fullLoad, type LoadResult, type Shot } from "../load/load";
import { median } from "../report/statistics";
import { rounded } from "../report/table";
import { keyHeader, openApiAccount, YES } from "./account";
import { openPlainInsert } from "./plain-insert";
import { trackingBody } from "./sample-trackings";

const CONNECTIONS = 16;
const BATCH = 40;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 2_000;
const SHARE_OF_PLAIN = 0.25;

interface Round {
  served: LoadResult;
  plainPerSecond: number;
}

/**
 * Whole batches over HTTP, key, checks, sealing, quota and job included, beside the statement that
 * does nothing but store the rows.
 */
export const apiBatchBench: Bench = {
  name: "api-batch",
  about: `trackings created a second, ${BATCH} at a time, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turn`,
  async run(environment) {
    const { origin, apiKey } = await openApiAccount(environment);
    const other = await environment.db.prisma.account.create({ data: { kind: "api", name: "Plain" } });
    const plain = await openPlainInsert(environment, { accountId: other.id, connections: CONNECTIONS, rows: BATCH });
    const next = batches(apiKey);
    const inTurn = async (durationMs: number): Promise<Round> => ({
      served: await fullLoad({ origin, connections: CONNECTIONS, next, durationMs, answerBegins: YES }),
      plainPerSecond: await plain.run(durationMs),
    });
    await inTurn(WARM_UP_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await inTurn(ROUND_MS));
    return findings(rounds, await countNotDue(environment));
  },
};

/** Every batch has numbers of its own, so that all of them are created. */
function batches(apiKey: string): () => Shot {
  const headers = { "content-type": "application/json", ...keyHeader(apiKey) };
  let first = 0;
  return () => {
    const body = JSON.stringify(Array.from({ length: BATCH }, (_, index) => trackingBody(first + index)));
    first += BATCH;
    return { path: "/v2/trackings/batch", headers, body };
  };
}

/** Rows that are not there as a create leaves them: followed, and due for their first look. */
async function countNotDue({ db }: BenchEnvironment): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM shipment WHERE next_refresh_at IS NULL OR NOT following",
  );
  return row?.count ?? NaN;
}

function findings(rounds: Round[], undue: number): Findings {
  const createdPerSecond = ({ served }: Round) => served.perSecond * BATCH;
  const share = median(rounds.map((round) => createdPerSecond(round) / round.plainPerSecond));
  const failures = rounds.reduce((sum, { served }) => sum + served.failures, 0);
  const ofRounds = (pick: (round: Round) => number, digits = 0) => rounded(median(rounds.map(pick)), digits);
  return {
    columns: ["", "rows per second", "p50 ms", "p99 ms", "Homeward is"],
    rows: [
      [
        "Homeward: POST /v2/trackings/batch",
        ofRounds(createdPerSecond),
        ofRounds(({ served }) => served.p50Ms, 1),
        ofRounds(({ served }) => served.p99Ms, 1),
        "",
      ],
      ["Plain INSERT of the same columns", ofRounds((round) => round.plainPerSecond), "", "", `${rounded(share, 2)} ×`],
    ],
    demands: [
      {
        text: `at least ${SHARE_OF_PLAIN} × the plain INSERT`,
        measured: `${rounded(share, 2)} ×`,
        met: share >= SHARE_OF_PLAIN,
      },
      {
        text: "every batch created whole, every parcel due",
        measured: `${failures} were not, ${undue} are not`,
        met: failures === 0 && undue === 0,
      },
    ],
  };
}
