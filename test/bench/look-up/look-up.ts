import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { proxySignature } from "../../sandbox/shopify/signatures";
import type { Bench, Findings } from "../bench";
import type { BenchEnvironment } from "../environment/environment";
import { pacedLoad, type LoadResult, type Shot } from "../load/load";
import { bucketQuantile, median, type Bucket } from "../report/statistics";
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
  /** What the server says of the same look-ups. */
  served: ServedTimes;
  constant: LoadResult;
}

type ServedTimes = Pick<LoadResult, "p50Ms" | "p95Ms" | "p99Ms">;

/**
 * Shoppers' look-ups by every way, a quarter of them in vain, beside a route of the plain framework
 * that answers a constant.
 */
export const lookUpBench: Bench = {
  name: "look-up",
  about: `${PER_SECOND} look-ups a second over ${rounded(SHIPMENTS)} shipments, one in four finds nothing, each from another visitor; medians of ${ROUNDS} rounds of ${ROUND_MS / 1000} s. On the server: from the request's head, read, to the answer, written, by the web process's own metrics. For the client: from when the request was due, so with the wait of the load generator, which shares the cores`,
  async run(environment) {
    const provider = await startProvider(environment);
    const startedAt = performance.now();
    const known = await seedShops(environment, SHIPMENTS, provider.url);
    environment.say(
      `${rounded(SHIPMENTS)} shipments put in within ${rounded((performance.now() - startedAt) / 1000)} s`,
    );
    const origin = await contestants.ours(environment);
    const constantOrigin = await contestants.template(environment);
    const constantShot: Shot = { method: "GET", path: "/healthz", headers: {}, answerBegins: "ok" };
    const inTurn = async (durationMs: number): Promise<Round> => {
      const load = { connections: CONNECTIONS, durationMs, perSecond: PER_SECOND };
      const before = await durationsOf(origin);
      const ours = await pacedLoad({ ...load, origin, next: lookUps(environment, known) });
      return {
        lookUps: ours,
        served: servedTimes(before, await durationsOf(origin)),
        constant: await pacedLoad({ ...load, origin: constantOrigin, next: () => constantShot }),
      };
    };
    await inTurn(WARM_UP_MS);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await inTurn(ROUND_MS));
    const [calls] = await environment.db.query<{ n: number }>("SELECT sum(calls)::int AS n FROM connection");
    return findings(rounds, provider.requests() + (calls?.n ?? 0));
  },
};

/** How long the web process took for look-ups since it started. */
async function durationsOf(origin: string): Promise<Bucket[]> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const lines = text.matchAll(/^homeward_http_request_duration_seconds_bucket\{le="([^"]+)",door="proxy"\} (\d+)$/gm);
  return [...lines].map(([, bound = "", count]) => ({
    atMost: bound === "+Inf" ? Infinity : Number(bound),
    count: Number(count),
  }));
}

function servedTimes(before: readonly Bucket[], after: readonly Bucket[]): ServedTimes {
  const between = after.map(({ atMost, count }, at) => ({ atMost, count: count - (before[at]?.count ?? 0) }));
  const ms = (share: number) => bucketQuantile(between, share) * 1000;
  return { p50Ms: ms(0.5), p95Ms: ms(0.95), p99Ms: ms(0.99) };
}

/** Where the shops' provider is said to be: counts whoever comes. */
async function startProvider(environment: BenchEnvironment) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  environment.onClose(() => new Promise((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v2`, requests: () => requests };
}

let visitors = 0;

/**
 * Each of the known orders in turn, in an order that has nothing to do with where it is stored, as
 * Shopify passes shoppers' forms on.
 */
function lookUps({ apiSecret }: BenchEnvironment, known: readonly KnownOrder[]): () => Shot {
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
  // One further with every turn, so that each way is tried at every shop: misses at a few would be
  // slowed down, as they should.
  const turn = Math.floor(at / ways.length);
  const [fields, answerBegins] = ways[(at + turn) % ways.length] ?? [{}, FOUND];
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
  const p95Ms = median(rounds.map(({ served }) => served.p95Ms));
  const row = (name: string, pick: (round: Round) => Omit<LoadResult, "failures">, ratio: string) => {
    const of = (value: (measured: Omit<LoadResult, "failures">) => number, digits: number) =>
      rounded(median(rounds.map((round) => value(pick(round)))), digits);
    return [
      name,
      of(({ perSecond }) => perSecond, 0),
      of((measured) => measured.p50Ms, 1),
      of((measured) => measured.p95Ms, 1),
      of((measured) => measured.p99Ms, 1),
      ratio,
    ];
  };
  return {
    columns: ["", "per second", "p50 ms", "p95 ms", "p99 ms", "p95, times the constant"],
    rows: [
      row("Homeward: look-ups, on the server", ({ served, lookUps: { perSecond } }) => ({ ...served, perSecond }), ""),
      row("Homeward: look-ups, for the client", (round) => round.lookUps, `${rounded(times, 1)} ×`),
      row("Plain framework route: a constant, for the client", (round) => round.constant, ""),
    ],
    demands: [
      { text: `p95 under ${P95_MS} ms on the server`, measured: `${rounded(p95Ms, 1)} ms`, met: p95Ms < P95_MS },
      { text: "every answer the right one", measured: `${failures} were not`, met: failures === 0 },
      { text: "no call to a provider", measured: `${providerCalls} calls`, met: providerCalls === 0 },
    ],
  };
}
