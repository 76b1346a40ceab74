import type { z } from "zod";
import { parseRetryAfterMs } from "~/tracking-api/client/retry";
import { sendOnce, type Incoming } from "~/tracking-api/client/transport";
import { batchLimit, filterLimit, pageLimit } from "~/tracking-api/contract/limits";
import { pairKey } from "~/tracking-api/contract/words";
import { failed, unlessRefused } from "~/providers/tracking/port/failures";
import type {
  FailedAnswer,
  ProviderConnection,
  ReadAnswer,
  TrackingKey,
  TrackingProvider,
} from "~/providers/tracking/port/tracking-provider";
import { feedAirWaybills, feedParcel, feedRemoteAreas } from "./feed";
import { notKnownYet, toUpdate } from "./mapping";
import { toAirTracking, toRemoteAreas } from "./questions";

/** One answer; far more than any carrier tells. */
const maxAnswerBytes = 4 * 1024 * 1024;

/** A number nobody has, asked to see whether the feed answers and takes the key. */
const testKey: TrackingKey = { courierCode: "connection-test", number: "HOMEWARD-TEST" };

/**
 * Any address that answers `GET {base}/{courier}/{number}` with a parcel's checkpoints as JSON. Two
 * questions more are a feed's choice: `POST {base}/remote-areas` and `POST {base}/air-waybills`, in
 * the shapes of `feed.ts`; one that refuses them, or answers something else, does not offer them.
 */
export function carrierFeedProvider(connection: ProviderConnection): TrackingProvider {
  return {
    kind: "carrier-feed",
    capabilities: {
      registers: false,
      listsChanges: false,
      batchSize: batchLimit,
      numbersPerQuery: filterLimit,
      pageSize: pageLimit,
      waybillsPerCall: batchLimit,
      paceIntervalMs: 0,
    },
    register: async () => failed("refused", "a carrier feed takes no registrations"),
    lookUp: async () => failed("refused", "a carrier feed has no registrations to look up"),
    changesSince: async () => failed("refused", "a carrier feed does not list changes"),
    read: (key) => read(connection, key),
    readNow: (key) => read(connection, key),
    changeCourier: async () => ({ kind: "not-offered" }),
    async remoteAreas(places) {
      const answer = await question(connection, "remote-areas", { places }, feedRemoteAreas);
      if (answer.kind !== "answered") return answer;
      const areas = toRemoteAreas(places, answer.answer);
      return areas === null ? { kind: "not-offered" } : { kind: "areas", areas };
    },
    async airCargo(waybills, lang) {
      const answer = await question(connection, "air-waybills", { waybills, lang }, feedAirWaybills);
      if (answer.kind !== "answered") return answer;
      const found = new Map(Object.entries(answer.answer.waybills));
      const records = waybills.map((number) => [number, toAirTracking(number, found.get(number))] as const);
      return { kind: "waybills", waybills: Object.fromEntries(records) };
    },
    async test() {
      const answer = await read(connection, testKey);
      return answer.kind === "failed" ? answer : { kind: "works" };
    },
    carriers: async () => ({ kind: "not-offered" }),
    stopFollowing: async () => ({ kind: "not-offered" }),
    quota: async () => ({ kind: "not-offered" }),
  };
}

async function read(connection: ProviderConnection, key: TrackingKey): Promise<ReadAnswer> {
  const incoming = await send(connection, [key.courierCode, key.number], null);
  if (incoming.kind === "failed") return incoming;
  if (incoming.status === 404) return { kind: "read", update: notKnownYet(key) };
  if (incoming.status !== 200) return refusal(incoming, connection.now());
  return story(incoming.text, key);
}

/** A question that not every feed answers. */
async function question<FeedAnswer>(
  connection: ProviderConnection,
  name: string,
  asked: unknown,
  schema: z.ZodType<FeedAnswer>,
): Promise<{ kind: "answered"; answer: FeedAnswer } | { kind: "not-offered" } | FailedAnswer> {
  const incoming = await send(connection, [name], JSON.stringify(asked));
  if (incoming.kind === "failed") return unlessRefused(incoming);
  if (incoming.status === 501) return { kind: "not-offered" };
  if (incoming.status !== 200) return unlessRefused(refusal(incoming, connection.now()));
  const parsed = schema.safeParse(parseJson(incoming.text));
  return parsed.success ? { kind: "answered", answer: parsed.data } : { kind: "not-offered" };
}

async function send(
  { baseUrl, apiKey, fetch, timeoutMs }: ProviderConnection,
  path: string[],
  body: string | null,
): Promise<Incoming | FailedAnswer> {
  const incoming = await sendOnce(
    {
      url: new URL(`${baseUrl.replace(/\/+$/, "")}/${path.map(encodeURIComponent).join("/")}`),
      method: body === null ? "GET" : "POST",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${apiKey}`,
        ...(body === null ? {} : { "content-type": "application/json" }),
      },
      body,
    },
    { fetch, timeoutMs, maxAnswerBytes },
  );
  if (incoming.kind === "answer") return incoming;
  return failed(incoming.kind === "unreadable" ? "unreadable" : "unreachable", incoming.reason);
}

function story(text: string, key: TrackingKey): ReadAnswer {
  const parcel = feedParcel.safeParse(parseJson(text));
  if (!parcel.success) return failed("unreadable", "the answer is not a parcel");
  const { number, courier } = parcel.data;
  if (pairKey(number, courier) !== pairKey(key.number, key.courierCode)) {
    return failed("unreadable", "the answer is about another parcel");
  }
  return { kind: "read", update: toUpdate(parcel.data) };
}

function refusal({ status, retryAfter }: Incoming, now: Date): FailedAnswer {
  const detail = `HTTP ${status}`;
  if (status === 401 || status === 403) return failed("bad-key", detail);
  if (status === 429) return failed("too-fast", detail, parseRetryAfterMs(retryAfter, now));
  return failed(status >= 400 && status < 500 ? "refused" : "unreachable", detail);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
