import { parseRetryAfterMs } from "~/tracking-api/client/retry";
import { sendOnce, type Incoming } from "~/tracking-api/client/transport";
import { batchLimit, filterLimit, pageLimit } from "~/tracking-api/contract/limits";
import { pairKey } from "~/tracking-api/contract/words";
import { failed } from "../failures";
import type { FailedAnswer, ProviderConnection, ReadAnswer, TrackingKey, TrackingProvider } from "../port";
import { feedParcel } from "./feed";
import { notKnownYet, toUpdate } from "./mapping";

/** One parcel's whole story; far more than any carrier tells. */
const maxAnswerBytes = 4 * 1024 * 1024;

/** A number nobody has, asked to see whether the feed answers and takes the key. */
const testKey: TrackingKey = { courierCode: "connection-test", number: "HOMEWARD-TEST" };

/** Any address that answers `GET {base}/{courier}/{number}` with a parcel's checkpoints as JSON. */
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
    remoteAreas: async () => ({ kind: "not-offered" }),
    airCargo: async () => ({ kind: "not-offered" }),
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
  const { baseUrl, apiKey, fetch, timeoutMs } = connection;
  const path = [key.courierCode, key.number].map(encodeURIComponent).join("/");
  const incoming = await sendOnce(
    {
      url: new URL(`${baseUrl.replace(/\/+$/, "")}/${path}`),
      method: "GET",
      headers: { accept: "application/json", authorization: `Bearer ${apiKey}` },
      body: null,
    },
    { fetch, timeoutMs, maxAnswerBytes },
  );
  if (incoming.kind !== "answer") {
    return failed(incoming.kind === "unreadable" ? "unreadable" : "unreachable", incoming.reason);
  }
  if (incoming.status === 404) return { kind: "read", update: notKnownYet(key) };
  if (incoming.status !== 200) return refusal(incoming, connection.now());
  return story(incoming.text, key);
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
