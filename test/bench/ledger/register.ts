import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { CreateOutcome, CreateRequest } from "~/tracking-api/server/service";
import { pairKey } from "~/tracking-api/contract/words";
import { MemoryTrackingService } from "../../tracking-api/memory-service";
import type { Bench, Demand } from "../bench";
import { startCountingProvider, type CreateCall } from "../burst/counting-provider";
import type { BenchEnvironment } from "../environment/environment";
import { rounded } from "../report/table";
import { addParcels, connectAccount, startWorker } from "./connected-account";

const PARCELS = 10_000;
const BATCH = 40;
const PACE_INTERVAL_MS = 200;
const FEWEST_CALLS = Math.ceil(PARCELS / BATCH);
const LOWER_BOUND_MS = (FEWEST_CALLS - 1) * PACE_INTERVAL_MS;
const SLOWER_BY = 1.05;
const GIVE_UP_MS = 2 * LOWER_BOUND_MS;
const WORKERS = [1, 4];

/**
 * How much of a provider's pace is used while parcels wait, and that more workers make neither more
 * calls nor double ones.
 */
export const registerBench: Bench = {
  name: "register",
  about: `${rounded(PARCELS)} waiting parcels, a provider that allows ${1000 / PACE_INTERVAL_MS} calls a second: at least ${seconds(LOWER_BOUND_MS)} from the first call to the last`,
  async run(environment) {
    const rounds: Round[] = [];
    let running = 0;
    for (const workers of WORKERS) {
      for (; running < workers; running += 1) await startWorker(environment);
      rounds.push(await registerAll(environment, workers));
    }
    return {
      columns: [
        "workers",
        "batch calls",
        "numbers",
        "submitted twice",
        "registered after",
        "times the bound",
        "shortest gap",
      ],
      rows: rounds.map((round) => [
        String(round.workers),
        String(round.calls.length),
        rounded(round.registered),
        String(twice(round)),
        seconds(round.tookMs),
        rounded(round.tookMs / LOWER_BOUND_MS, 3),
        `${rounded(shortestGapMs(round.calls))} ms`,
      ]),
      demands: rounds.flatMap(demandsOf),
    };
  },
};

/**
 * Remembers only which pairs it has, so that finding one among thousands costs the machine nothing.
 */
class PairsAlone extends MemoryTrackingService {
  readonly #pairs = new Set<string>();

  override async create(_caller: unknown, requests: readonly CreateRequest[]): Promise<CreateOutcome[]> {
    const createdAt = new Date();
    return requests.map(({ number, carrierCode }) => {
      const pair = pairKey(number, carrierCode);
      if (this.#pairs.has(pair)) return { kind: "refused", code: 4016 };
      this.#pairs.add(pair);
      return { kind: "created", id: String(this.#pairs.size).padStart(32, "0"), createdAt, carrierCode };
    });
  }
}

interface Round {
  workers: number;
  calls: CreateCall[];
  registered: number;
  /** From the first call's arrival until the last number is registered in our ledger. */
  tookMs: number;
}

async function registerAll(environment: BenchEnvironment, workers: number): Promise<Round> {
  const apiKey = randomUUID();
  const provider = await startCountingProvider(apiKey, (memory) => new PairsAlone(memory));
  const account = await connectAccount(environment, {
    baseUrl: provider.url,
    apiKey,
    paceIntervalMs: PACE_INTERVAL_MS,
  });
  try {
    await addParcels(environment, { accountId: account.accountId, count: PARCELS, state: "waiting" });
    const until = performance.now() + GIVE_UP_MS;
    let registered = 0;
    while (registered < PARCELS && performance.now() < until) {
      await pause(100);
      registered = await countRegistered(environment, account.accountId);
    }
    const tookMs = performance.now() - (provider.creates[0]?.atMs ?? NaN);
    return { workers, calls: provider.creates, registered, tookMs };
  } finally {
    // Otherwise the workers would soon ask for its news, in the middle of the next round.
    await environment.db.query("DELETE FROM account WHERE id = $1", [account.accountId]);
    await provider.close();
  }
}

async function countRegistered({ db }: BenchEnvironment, accountId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM registration WHERE account_id = $1 AND state = 'registered'",
    [accountId],
  );
  return row?.count ?? 0;
}

function demandsOf(round: Round): Demand[] {
  const { workers, calls, registered, tookMs } = round;
  const by = `${String(workers)} ${workers === 1 ? "worker" : "workers"}`;
  return [
    {
      text: `${by}: every number registered with ${FEWEST_CALLS} calls, none submitted twice`,
      measured: `${rounded(registered)} with ${calls.length}, ${twice(round)} twice`,
      met: registered === PARCELS && calls.length === FEWEST_CALLS && twice(round) === 0,
    },
    {
      text: `${by}: within ${SLOWER_BY} × the pace's lower bound`,
      measured: `${rounded(tookMs / LOWER_BOUND_MS, 3)} ×`,
      met: tookMs <= SLOWER_BY * LOWER_BOUND_MS,
    },
  ];
}

function twice({ calls }: Round): number {
  const submitted = calls.flatMap(({ pairs }) => pairs);
  return submitted.length - new Set(submitted).size;
}

function shortestGapMs(calls: CreateCall[]): number {
  return Math.min(...calls.slice(1).map(({ atMs }, index) => atMs - (calls[index]?.atMs ?? 0)));
}

function seconds(ms: number): string {
  return `${rounded(ms / 1000, 1)} s`;
}
