import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { proxySignature } from "../../sandbox/shopify/signatures";
import type { Bench, Findings } from "../bench";
import type { Ground } from "../ground/ground";
import { pacedLoad, type LoadResult, type Shot } from "../load/load";
import { median } from "../report/statistics";
import { rounded } from "../report/table";
import { contestants } from "../webhook/contestants";
import { seedShops, type KnownOrder } from "./shops-with-orders";

const SHIPMENTS = 1_000_000;
const PER_SECOND = 200;
const CONNECTIONS = 32;
const ROUNDS = 3;
const ROUND_MS = 15_000;
const WARM_UP_MS = 4_000;
const P95_MS = 50;

const FOUND = '{"kind":"found"';
const NOT_FOUND = '{"kind":"not-found"}';

interface Round {
  lookUps: LoadResult;
  constant: LoadResult;
}

/** Shoppers' look-ups by every way, a quarter of them in vain, beside a route of the plain framework that answers a constant. */
export const lookUpBench: Bench = {
  name: "look-up",
  about: `${PER_SECOND} look-ups a second over ${rounded(SHIPMENTS)} shipments, one in four finds nothing, each from another visitor; medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s`,
  async run(ground) {
    const provider = await startProvider(ground);
    const startedAt = performance.now();
    const known = await seedShops(ground, SHIPMENTS, provider.url);
    ground.say(`${rounded(SHIPMENTS)} shipments put in within ${rounded((performance.now() - startedAt) / 1000)} s`);
    const origin = await contestants.ours(ground);
    const constantOrigin = await contestants.template(ground);
    const constantShot: Shot = { method: "GET", path: "/healthz", headers: {}, answerBegins: "ok" };
    const inTurn = async (durationMs: number): Promise<Round> => {
      const load = { connections: CONNECTIONS, durationMs, perSecond: PER_SECOND };
      return {
        lookUps: await pacedLoad({ ...load, origin, next: lookUps(ground, known) }),
        constant: await pacedLoad({ ...load, origin: constantOrigin, next: () => constantShot }),
      };
    };
    await inTurn(WARM_UP_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await inTurn(ROUND_MS));
    const [calls] = await ground.db.query<{ n: number }>("SELECT sum(calls)::int AS n FROM connection");
    return findings(rounds, provider.requests() + (calls?.n ?? 0));
  },
};

/** Where the shops' provider is said to be: counts whoever comes. */
async function startProvider(ground: Ground) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end("{}");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  ground.onClose(() => new Promise((closed) => void server.close(() => closed())));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v2`, requests: () => requests };
}

let visitors = 0;

/** Each of the known orders in turn, in an order that has nothing to do with where it is stored, as Shopify passes shoppers' forms on. */
function lookUps({ apiSecret }: Ground, known: readonly KnownOrder[]): () => Shot {
  // Signed once a round: a signature is good for ninety seconds.
  const signed = new Map(
    [...new Set(known.map(({ shop }) => shop.domain))].map((shop) => [shop, signedQuery(shop, apiSecret)]),
  );
  const STEP = 7_919;
  let at = 0;
  return () => {
    at += 1;
    const order = known[(at * STEP) % known.length];
    if (!order) throw new Error("There is no order to ask for");
    return { ...formOf(order, at), path: `/proxy/track?${signed.get(order.shop.domain) ?? ""}`, headers: headersOf() };
  };
}

function headersOf(): Record<string, string> {
  visitors += 1;
  return {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "x-forwarded-for": `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`,
  };
}

function formOf(
  { name, email, phone, postalCode, trackingNumber }: KnownOrder,
  at: number,
): Pick<Shot, "body" | "answerBegins"> {
  const ways: [Record<string, string>, string][] = [
    [{ order: name, contact: email }, FOUND],
    [{ order: name, contact: phone }, FOUND],
    [{ order: name, contact: "someone@example.com" }, NOT_FOUND],
    [{ order: name, contact: email }, FOUND],
    [{ order: name, contact: postalCode }, FOUND],
    [{ number: trackingNumber }, FOUND],
    [{ order: `#9${name.slice(1)}`, contact: email }, NOT_FOUND],
    [{ order: name, contact: email }, FOUND],
  ];
  const [fields, answerBegins] = ways[at % ways.length] ?? [{}, FOUND];
  return { body: new URLSearchParams(fields).toString(), answerBegins };
}

function signedQuery(shop: string, apiSecret: string): string {
  const query = new URLSearchParams({ shop, logged_in_customer_id: "", path_prefix: "/apps/track" });
  query.append("timestamp", String(Math.floor(Date.now() / 1000)));
  query.append("signature", proxySignature(apiSecret, query));
  return query.toString();
}

function findings(rounds: Round[], providerCalls: number): Findings {
  const times = median(rounds.map(({ lookUps: ours, constant }) => ours.p95Ms / constant.p95Ms));
  const failures = rounds.reduce((sum, { lookUps: ours, constant }) => sum + ours.failures + constant.failures, 0);
  const ofRounds = (measured: keyof Round, pick: (result: LoadResult) => number) =>
    median(rounds.map((round) => pick(round[measured])));
  const p95Ms = ofRounds("lookUps", (result) => result.p95Ms);
  const row = (name: string, measured: keyof Round, ratio: string) => [
    name,
    rounded(ofRounds(measured, ({ perSecond }) => perSecond)),
    rounded(
      ofRounds(measured, ({ p50Ms }) => p50Ms),
      1,
    ),
    rounded(
      ofRounds(measured, (result) => result.p95Ms),
      1,
    ),
    rounded(
      ofRounds(measured, ({ p99Ms }) => p99Ms),
      1,
    ),
    ratio,
  ];
  return {
    columns: ["", "per second", "p50 ms", "p95 ms", "p99 ms", "p95, times the constant"],
    rows: [
      row("Homeward: look-ups through the app proxy", "lookUps", `${rounded(times, 1)} ×`),
      row("Plain framework route: a constant", "constant", ""),
    ],
    demands: [
      { text: `p95 under ${P95_MS} ms`, measured: `${rounded(p95Ms, 1)} ms`, met: p95Ms < P95_MS },
      { text: "every answer the right one", measured: `${failures} were not`, met: failures === 0 },
      { text: "no call to a provider", measured: `${providerCalls} calls`, met: providerCalls === 0 },
    ],
  };
}
