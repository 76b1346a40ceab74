import { brands, type Brand } from "../contract/brands";
import type { Endpoint, EndpointPace, WireRequest } from "../contract/endpoint";
import { endpoints, type EndpointName, type EndpointTypes } from "../contract/endpoints";
import { readEnvelope, type Envelope } from "../contract/envelope";
import { apiCodes, emptyCode, isSuccess } from "../contract/errors";
import { pauseAfterTooManyMs } from "../contract/limits";
import { callAddress } from "./address";
import type { CallResult } from "./result";
import { sleep, type Pace } from "./pace";
import { parseRetryAfterMs, retryDecision } from "./retry";
import { sendOnce, type Incoming, type Outgoing } from "./transport";

/** How a client is made. Nothing here is ever logged. */
export interface TrackingClientOptions {
  brand: Brand;
  /** Without it, the brand's own address. */
  baseUrl?: string;
  apiKey: string;
  fetch: typeof fetch;
  /** For one whole attempt, body included. */
  timeoutMs: number;
  /**
   * For a whole call: its turn, its attempts with their bodies, and the waits between them. Null,
   * as usual, is no limit.
   */
  totalTimeoutMs?: number | null;
  /**
   * Attempts of calls that are safe to repeat; 1 unless told otherwise, because pacing belongs to
   * the caller.
   */
  attempts?: number;
  /**
   * Keeps calls apart; null, as usual, leaves that to the caller. Clients that share a key share a
   * pace.
   */
  pace?: Pace | null;
  /** Reads dates in `Retry-After`, and the total time limit. */
  now?: () => Date;
  wait?: (ms: number) => Promise<void>;
  /** From 0 to below 1; spreads the waits. */
  random?: () => number;
  /** 64 MiB unless told otherwise: a page of 2000 items with long stories fits. */
  maxAnswerBytes?: number;
}

/** What an endpoint becomes for a caller. */
export type ClientMethod<Name extends EndpointName> = (
  ask: EndpointTypes[Name]["ask"],
) => Promise<CallResult<EndpointTypes[Name]["answer"]>>;

/** One method per endpoint of the contract. */
export type TrackingClient = { [Name in EndpointName]: ClientMethod<Name> };

type Settings = Required<TrackingClientOptions>;

const defaults = {
  totalTimeoutMs: null,
  attempts: 1,
  pace: null,
  now: () => new Date(),
  wait: sleep,
  random: Math.random,
  maxAnswerBytes: 64 * 1024 * 1024,
};

/**
 * A client for one account of one brand. Methods give values for everything a server or a network
 * can do.
 */
export function createTrackingClient(options: TrackingClientOptions): TrackingClient {
  const settings: Settings = { baseUrl: brands[options.brand].baseUrl, ...defaults, ...options };
  return {
    createTracking: method("createTracking", settings),
    createTrackings: method("createTrackings", settings),
    listTrackings: method("listTrackings", settings),
    getTracking: method("getTracking", settings),
    updateTracking: method("updateTracking", settings),
    deleteTracking: method("deleteTracking", settings),
    updateTrackings: method("updateTrackings", settings),
    deleteTrackings: method("deleteTrackings", settings),
    stopTrackings: method("stopTrackings", settings),
    getRealtime: method("getRealtime", settings),
    changeCarrier: method("changeCarrier", settings),
    getUserInfo: method("getUserInfo", settings),
    countStatuses: method("countStatuses", settings),
    checkRemote: method("checkRemote", settings),
    getCostTimes: method("getCostTimes", settings),
    trackAirCargo: method("trackAirCargo", settings),
    detectCarrier: method("detectCarrier", settings),
    listCarriers: method("listCarriers", settings),
  };
}

function method<Name extends EndpointName>(name: Name, settings: Settings): ClientMethod<Name> {
  const endpoint: Endpoint<EndpointTypes[Name]> = endpoints[name];
  return async (ask) => {
    const { attempts, random } = settings;
    const leftMs = stopwatch(settings);
    type Result = CallResult<EndpointTypes[Name]["answer"]>;
    let last: Result | null = null;
    for (let attempt = 1; ; attempt += 1) {
      const held = await waitForTurn(endpoint, ask, settings, leftMs());
      // What the attempt before brought says more than that there is no time for another.
      if (held !== null) return last ?? held;
      const limitMs = Math.min(settings.timeoutMs, leftMs() ?? Infinity);
      const attemptSettings = { ...settings, timeoutMs: Math.max(1, limitMs) };
      const result: Result = await callOnce(endpoint, ask, attemptSettings, attempt > 1);
      noteOnPace(endpoint, ask, settings, result);
      const decision = retryDecision({
        result,
        attempt,
        attempts,
        safeToRepeat: endpoint.safeToRepeat,
        leftMs: leftMs(),
        random,
      });
      if (!decision.retry) return result;
      last = result;
      await settings.wait(decision.afterMs);
    }
  };
}

/** Tells what is left of the total time limit. */
function stopwatch({ totalTimeoutMs, now }: Settings): () => number | null {
  const startedMs = now().getTime();
  return () => (totalTimeoutMs === null ? null : Math.max(0, totalTimeoutMs - (now().getTime() - startedMs)));
}

const paceKey = ({ baseUrl, apiKey }: Settings) => `${baseUrl}\n${apiKey}`;

/** Null once the call may go out; otherwise what the caller is told in its place. */
async function waitForTurn<Ask>(
  { path, pace: own }: { path: string; pace?: EndpointPace<Ask> },
  ask: Ask,
  settings: Settings,
  withinMs: number | null,
): Promise<CallResult<never> | null> {
  const { pace } = settings;
  if (pace === null) return null;
  const key = paceKey(settings);
  // Hours, not a wait: it is the caller's to ask again.
  const sameMs = own === undefined ? 0 : pace.untilSameMs(key, own.same.keyOf(ask));
  if (sameMs > 0) return { kind: "rate-limited", retryAfterMs: sameMs };
  const lane = own === undefined ? null : { name: path, everyMs: own.everyMs };
  const turn = await pace.turn({ key, lane, withinMs });
  return turn.kind === "now" ? null : { kind: "rate-limited", retryAfterMs: turn.afterMs };
}

function noteOnPace<Ask>(
  { pace: own }: { pace?: EndpointPace<Ask> },
  ask: Ask,
  settings: Settings,
  result: CallResult<unknown>,
): void {
  const { pace } = settings;
  if (pace === null) return;
  if (result.kind === "rate-limited") pace.silence(paceKey(settings), result.retryAfterMs);
  if (result.kind === "ok" && own !== undefined) {
    pace.noteSame(paceKey(settings), own.same.keyOf(ask), own.same.everyMs);
  }
}

async function callOnce<Name extends EndpointName>(
  endpoint: Endpoint<EndpointTypes[Name]>,
  ask: EndpointTypes[Name]["ask"],
  settings: Settings,
  repeated: boolean,
): Promise<CallResult<EndpointTypes[Name]["answer"]>> {
  // A key that no header can carry is a wrong key, not a lost connection.
  if (!/^[\x21-\x7e]+$/.test(settings.apiKey)) return { kind: "api-error", code: 4001, ...apiCodes[4001] };
  const incoming = await sendOnce(build(endpoint, endpoint.send(ask, settings.brand), settings), settings);
  if (incoming.kind !== "answer") return incoming;
  const read = readEnvelope(incoming.text);
  if (read.kind === "envelope") return decide(endpoint, ask, read.envelope, { incoming, settings, repeated });
  return withoutEnvelope(read, incoming, settings);
}

function build(
  endpoint: { path: string; method: string },
  { path, query, headers, body }: WireRequest,
  settings: Settings,
): Outgoing {
  return {
    url: callAddress(settings.baseUrl, endpoint.path, path, query),
    method: endpoint.method,
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      [brands[settings.brand].keyHeader]: settings.apiKey,
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

/** The outcome is in `meta.code`, whatever the HTTP status says. */
function decide<Name extends EndpointName>(
  endpoint: Endpoint<EndpointTypes[Name]>,
  ask: EndpointTypes[Name]["ask"],
  { meta, data }: Envelope,
  { incoming, settings, repeated }: { incoming: Incoming; settings: Settings; repeated: boolean },
): CallResult<EndpointTypes[Name]["answer"]> {
  if (meta.code === 429) return rateLimited(incoming, settings);
  if (meta.code === emptyCode && endpoint.whenEmpty !== null) return nothing(endpoint);
  const { doneWhenRepeated } = endpoint;
  if (repeated && doneWhenRepeated?.code === meta.code) {
    return { kind: "ok", code: 200, data: doneWhenRepeated.answer() };
  }
  if (!isSuccess(meta.code)) return { kind: "api-error", ...meta };
  const parsed = endpoint.data.safeParse(data);
  if (!parsed.success) return isNothing(data) ? nothing(endpoint) : { kind: "unreadable", reason: "wrong-shape" };
  return { kind: "ok", code: meta.code, data: endpoint.answer(parsed.data, ask, repeated) };
}

/**
 * PHP prints an object without fields as `[]`: such a success says what 4031 says. No data at all
 * says nothing.
 */
function isNothing(data: unknown): boolean {
  return Array.isArray(data) && data.length === 0;
}

function nothing<Answer>({ whenEmpty }: { whenEmpty: (() => Answer) | null }): CallResult<Answer> {
  return whenEmpty === null
    ? { kind: "api-error", code: emptyCode, ...apiCodes[emptyCode] }
    : { kind: "ok", code: emptyCode, data: whenEmpty() };
}

/** No envelope: an HTTP status that complains says more than the body it came with. */
export function withoutEnvelope(
  read: Exclude<ReturnType<typeof readEnvelope>, { kind: "envelope" }>,
  incoming: Incoming,
  settings: Pick<Settings, "now">,
): CallResult<never> {
  if (incoming.status === 429) return rateLimited(incoming, settings);
  if (incoming.status < 200 || incoming.status >= 300) {
    return { kind: "unreachable", reason: "http", status: incoming.status };
  }
  return { kind: "unreadable", reason: read.reason };
}

/** No `Retry-After` is documented; one that asks for more than two minutes is obeyed. */
export function rateLimited(incoming: Incoming, settings: Pick<Settings, "now">): CallResult<never> {
  const asked = parseRetryAfterMs(incoming.retryAfter, settings.now()) ?? 0;
  return { kind: "rate-limited", retryAfterMs: Math.max(pauseAfterTooManyMs, asked) };
}
