import { brands, type Brand } from "../contract/brands";
import type { Endpoint, WireRequest } from "../contract/endpoint";
import { endpoints, type EndpointName, type EndpointTypes } from "../contract/endpoints";
import { readEnvelope, type Envelope } from "../contract/envelope";
import { apiCodes, emptyCode, isSuccess } from "../contract/errors";
import { pauseAfterTooManyMs } from "../contract/limits";
import { callAddress } from "./address";
import type { CallResult } from "./result";
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
  /** Attempts of calls that are safe to repeat; 1 unless told otherwise, because pacing belongs to the caller. */
  attempts?: number;
  /** Reads dates in `Retry-After`. */
  now?: () => Date;
  wait?: (ms: number) => Promise<void>;
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
  attempts: 1,
  now: () => new Date(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  maxAnswerBytes: 64 * 1024 * 1024,
};

/** A client for one account of one brand. Methods give values for everything a server or a network can do. */
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
    for (let attempt = 1; ; attempt += 1) {
      const result = await callOnce(endpoint, ask, settings);
      const { attempts } = settings;
      const decision = retryDecision({ result, attempt, attempts, safeToRepeat: endpoint.safeToRepeat });
      if (!decision.retry) return result;
      await settings.wait(decision.afterMs);
    }
  };
}

async function callOnce<Name extends EndpointName>(
  endpoint: Endpoint<EndpointTypes[Name]>,
  ask: EndpointTypes[Name]["ask"],
  settings: Settings,
): Promise<CallResult<EndpointTypes[Name]["answer"]>> {
  // A key that no header can carry is a wrong key, not a lost connection.
  if (!/^[\x21-\x7e]+$/.test(settings.apiKey)) return { kind: "api-error", code: 4001, ...apiCodes[4001] };
  const incoming = await sendOnce(build(endpoint, endpoint.send(ask, settings.brand), settings), settings);
  if (incoming.kind !== "answer") return incoming;
  const read = readEnvelope(incoming.text);
  if (read.kind === "envelope") return decide(endpoint, ask, read.envelope, incoming, settings);
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

/** The outcome is in `meta.code`, whatever the HTTP status says (SPEC §2, §14). */
function decide<Name extends EndpointName>(
  endpoint: Endpoint<EndpointTypes[Name]>,
  ask: EndpointTypes[Name]["ask"],
  { meta, data }: Envelope,
  incoming: Incoming,
  settings: Settings,
): CallResult<EndpointTypes[Name]["answer"]> {
  if (meta.code === 429) return rateLimited(incoming, settings);
  if (meta.code === emptyCode && endpoint.whenEmpty !== null) {
    return { kind: "ok", code: emptyCode, data: endpoint.whenEmpty() };
  }
  if (!isSuccess(meta.code)) return { kind: "api-error", ...meta };
  const parsed = endpoint.data.safeParse(data);
  if (!parsed.success) return { kind: "unreadable", reason: "wrong-shape" };
  return { kind: "ok", code: meta.code, data: endpoint.answer(parsed.data, ask) };
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

/** No `Retry-After` is documented (SPEC §4); one that asks for more than two minutes is obeyed. */
export function rateLimited(incoming: Incoming, settings: Pick<Settings, "now">): CallResult<never> {
  const asked = parseRetryAfterMs(incoming.retryAfter, settings.now()) ?? 0;
  return { kind: "rate-limited", retryAfterMs: Math.max(pauseAfterTooManyMs, asked) };
}
