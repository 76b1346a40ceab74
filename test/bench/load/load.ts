import { setTimeout as pause } from "node:timers/promises";
import { Pool, type Dispatcher } from "undici";
import { quantile } from "../report/statistics";

/**
 * One request ready to be sent; making it must cost next to nothing, it is made while measuring.
 */
export interface Shot {
  /** POST where it is left out. */
  method?: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** How this one's good answer begins, where they differ. */
  answerBegins?: string;
}

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Answers other than what was expected, and requests without one. */
  failures: number;
}

interface Load {
  origin: string;
  connections: number;
  durationMs: number;
  next: () => Shot;
  /** How a good answer's text begins, for a server that says 200 whatever happened. */
  answerBegins?: string;
}

/**
 * Every connection sends its next request as soon as the last one was answered: what the server can
 * take.
 */
export function fullLoad(load: Load): Promise<LoadResult> {
  return measured(load, async (send) => {
    const until = performance.now() + load.durationMs;
    const connection = async () => {
      while (performance.now() < until) await send(performance.now());
    };
    await Promise.all(Array.from({ length: load.connections }, connection));
  });
}

/**
 * Requests leave at fixed times whether or not earlier ones were answered, and wait for a free
 * connection if they must. A request's time counts from the moment it was due, so that a server
 * that stalls does not hide it by slowing us down.
 */
export function pacedLoad(load: Load & { perSecond: number }): Promise<LoadResult> {
  return measured(load, async (send) => {
    const start = performance.now();
    const total = Math.floor((load.perSecond * load.durationMs) / 1000);
    const answered: Promise<void>[] = [];
    while (answered.length < total) {
      const due = start + (answered.length * 1000) / load.perSecond;
      if (due > performance.now()) await pause(1);
      else answered.push(send(due));
    }
    await Promise.all(answered);
  });
}

async function measured(
  { origin, connections, next, answerBegins }: Load,
  run: (send: (dueAt: number) => Promise<void>) => Promise<void>,
): Promise<LoadResult> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const tookMs: number[] = [];
  let failures = 0;
  const send = async (dueAt: number) => {
    if (await isAccepted(pool, next(), answerBegins)) tookMs.push(performance.now() - dueAt);
    else failures += 1;
  };
  const startedAt = performance.now();
  await run(send);
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return {
    perSecond: tookMs.length / seconds,
    p50Ms: quantile(tookMs, 0.5),
    p95Ms: quantile(tookMs, 0.95),
    p99Ms: quantile(tookMs, 0.99),
    failures,
  };
}

/**
 * Sends one request and says whether it was answered 200, with a text that begins so where that is
 * asked.
 */
export async function isAccepted(target: Dispatcher, shot: Shot, begins?: string): Promise<boolean> {
  const { answerBegins = begins, ...sent } = shot;
  try {
    const response = await target.request({ method: "POST", ...sent });
    if (answerBegins === undefined) await response.body.dump();
    else if (!(await response.body.text()).startsWith(answerBegins)) return false;
    return response.statusCode === 200;
  } catch {
    return false;
  }
}
