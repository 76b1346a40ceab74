import type { Bench, Findings } from "../bench";
import { fullLoad, pacedLoad, type LoadResult } from "../load/load";
import { signedWebhooks } from "../load/signed-webhook";
import { median } from "../report/statistics";
import { rounded } from "../report/table";
import { contestants, installShop, SHOP, type Contestant } from "./contestants";
import { sampleFulfillment } from "./sample-fulfillment";

const CONNECTIONS = 16;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 2_000;
const TIMES_THE_TEMPLATE = 3;
const P99_LIMIT_MS = 100;

type Full = Record<Contestant, LoadResult>;
type Round = Full & { half: LoadResult };

/**
 * Our webhook route beside the plain template, which stores nothing, and a bare server, which
 * stores and does nothing else.
 */
export const webhookBench: Bench = {
  name: "webhook",
  about: `accepted webhooks a second, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turn`,
  async run(environment) {
    await installShop(environment);
    const origins: Record<Contestant, string> = {
      ours: await contestants.ours(environment),
      template: await contestants.template(environment),
      bare: await contestants.bare(environment),
    };
    const next = signedWebhooks(SHOP, environment.apiSecret, sampleFulfillment());
    const load = (contestant: Contestant, durationMs: number) =>
      fullLoad({ origin: origins[contestant], connections: CONNECTIONS, next, durationMs });
    const inTurn = async (durationMs: number): Promise<Full> => ({
      ours: await load("ours", durationMs),
      template: await load("template", durationMs),
      bare: await load("bare", durationMs),
    });
    // Half of what this very round took: other programs come and go on a machine.
    const atHalf = (perSecond: number) =>
      pacedLoad({ origin: origins.ours, connections: CONNECTIONS, next, durationMs: ROUND_MS, perSecond });

    await inTurn(WARM_UP_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const full = await inTurn(ROUND_MS);
      rounds.push({ ...full, half: await atHalf(full.ours.perSecond / 2) });
    }
    return findings(rounds);
  },
};

function findings(rounds: Round[]): Findings {
  const ofRounds = (pick: (round: Round) => number) => median(rounds.map(pick));
  const timesTemplate = ofRounds(({ ours, template }) => ours.perSecond / template.perSecond);
  const shareOfBare = ofRounds(({ ours, bare }) => ours.perSecond / bare.perSecond);
  const halfP99Ms = ofRounds(({ half }) => half.p99Ms);
  const failures = rounds.flatMap((round) => Object.values(round)).reduce((sum, result) => sum + result.failures, 0);
  const row = (name: string, measured: keyof Round, ratio: string) => [
    name,
    rounded(ofRounds((round) => round[measured].perSecond)),
    rounded(
      ofRounds((round) => round[measured].p50Ms),
      1,
    ),
    rounded(
      ofRounds((round) => round[measured].p99Ms),
      1,
    ),
    ratio,
  ];
  return {
    columns: ["", "per second", "p50 ms", "p99 ms", "Homeward is"],
    rows: [
      row("Homeward: checked, stored with its job, committed", "ours", ""),
      row("Plain template: checked, session looked up, nothing stored", "template", `${rounded(timesTemplate, 2)} ×`),
      row("Bare server: checked, one row committed for each", "bare", `${rounded(shareOfBare, 2)} ×`),
      row("Homeward at half its load", "half", ""),
    ],
    demands: [
      {
        text: `at least ${TIMES_THE_TEMPLATE} × the plain template`,
        measured: `${rounded(timesTemplate, 2)} ×`,
        met: timesTemplate >= TIMES_THE_TEMPLATE,
      },
      {
        text: `p99 under ${P99_LIMIT_MS} ms at half that load`,
        measured: `${rounded(halfP99Ms, 1)} ms (worst round ${rounded(Math.max(...rounds.map(({ half }) => half.p99Ms)), 1)} ms)`,
        met: halfP99Ms < P99_LIMIT_MS,
      },
      { text: "every webhook answered 200", measured: `${failures} were not`, met: failures === 0 },
    ],
  };
}
