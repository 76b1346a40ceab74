import fc from "fast-check";
import { expect } from "vitest";
import { keyHeaders } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints } from "~/tracking-api/contract/endpoints";
import { readEnvelope } from "~/tracking-api/contract/envelope";
import { apiCodes } from "~/tracking-api/contract/errors";

/** A request as it goes over the wire. */
export interface AnyCall {
  method: string;
  /** Path and query, spelled as HTTP allows them. */
  target: string;
  headers: Record<string, string>;
  /** Null sends none; a GET may have one. */
  body: Uint8Array<ArrayBuffer> | null;
}

/** A tracking of another account: what a stranger may know of it, and tries. */
export interface ForeignTracking {
  number: string;
  courierCode: string;
  publicId: string;
  orderId: string;
}

/**
 * Requests of a caller with a good key: well meant, broken or hostile, about anything, the
 * `foreign` trackings among it.
 */
export function anyCall(key: string, foreign: readonly ForeignTracking[]): fc.Arbitrary<AnyCall> {
  const texts = fc.constantFrom(
    ...hostileTexts,
    ...foreign.flatMap((pair) => [pair.number, pair.publicId, pair.orderId]),
  );
  const loose = fc.oneof(
    { weight: 2, arbitrary: fc.jsonValue() },
    { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 4, arbitrary: texts },
    { weight: 2, arbitrary: fc.constantFrom(...hostileValues) },
  );
  const pair = fc.constantFrom(...foreign, ...ownPairs).map(({ number, courierCode }) => ({
    tracking_number: number,
    carrier_code: courierCode,
  }));
  const entry = fc.oneof(
    { weight: 4, arbitrary: pair },
    { weight: 4, arbitrary: fc.tuple(pair, fc.dictionary(fieldName, loose)).map(([a, b]) => ({ ...b, ...a })) },
    { weight: 2, arbitrary: fc.dictionary(fieldName, loose) },
    { weight: 1, arbitrary: loose },
  );
  const json = fc.oneof(entry, fc.array(entry, { maxLength: 45 }), loose).map((value) => JSON.stringify(value));
  const text = fc.oneof(
    { weight: 6, arbitrary: json },
    { weight: 1, arbitrary: fc.tuple(json, json).map(([a, b]) => joined(a, b)) },
    { weight: 1, arbitrary: fc.tuple(json, fc.nat()).map(([whole, at]) => whole.slice(0, at % (whole.length + 1))) },
    {
      weight: 1,
      arbitrary: fc.tuple(texts, texts).map(([a, b]) => String(new URLSearchParams({ [a]: b, numbers: a }))),
    },
    { weight: 1, arbitrary: fc.constantFrom(...hostileBodies) },
  );
  const body = fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 6, arbitrary: text.map((written) => Uint8Array.from(Buffer.from(written))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)) },
  );
  const segment = fc.oneof(texts, fc.string({ unit: "binary" })).map(escaped);
  const pairParts = fc
    .constantFrom(...foreign, ...ownPairs)
    .map(({ number, courierCode }) => `${courierCode}/${encodeURIComponent(number)}`);
  const meant = fc
    .tuple(fc.constantFrom(...meantRoutes), pairParts, fc.constantFrom("", "/", "/en", "/x/y"))
    .map(([{ method, path }, pairPart, tail]) => ({ method, path: `${path.replace(pairPlace, pairPart)}${tail}` }));
  const path = fc.oneof(
    { weight: 3, arbitrary: meant.map((route) => route.path) },
    { weight: 3, arbitrary: fc.tuple(segment, segment).map((parts) => `/trackings/${parts.join("/")}`) },
    { weight: 1, arbitrary: fc.webPath().filter((given) => given.startsWith("/")) },
    { weight: 1, arbitrary: fc.constantFrom(...hostilePaths) },
  );
  const route = fc.oneof(
    { weight: 5, arbitrary: meant },
    { weight: 1, arbitrary: fc.record({ method: methods, path }) },
  );
  const query = fc.oneof(
    { weight: 2, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.webQueryParameters().map((given) => `?${given}`) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fieldName, fc.oneof(texts, fc.string({ unit: "binary" }))), { maxLength: 4 })
        .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${escaped(value)}`).join("&")}`),
    },
  );
  const keys = fc.oneof(
    { weight: 20, arbitrary: fc.constant(key) },
    { weight: 1, arbitrary: fc.constantFrom("", "x") },
  );
  const headers = fc
    .record({ name: fc.constantFrom(...keyHeaders), key: keys, type: fc.constantFrom(...types), lang: languages })
    .map((given) => ({
      [given.name]: given.key,
      ...(given.type === "" ? {} : { "content-type": given.type }),
      ...(given.lang === "" ? {} : { lang: given.lang }),
    }));
  return fc
    .record({ mount: fc.constantFrom("/v1", "/v2", "/v2", "/v2"), route, query, headers, body })
    .map((given) => ({
      method: given.route.method,
      target: given.mount + given.route.path + given.query,
      headers: given.headers,
      body: given.body,
    }));
}

/** The caller's own, so that calls meet each other's work. */
const ownPairs = [
  { number: "RB123456785CN", courierCode: "china-post" },
  { number: "9400111899500012345602", courierCode: "usps" },
  { number: "LX199229770CN", courierCode: "china-ems" },
];

const hostileTexts = [
  ...["' OR 1=1 --", "'; DROP TABLE shipment; --", '"; SELECT pg_sleep(9); --', "%' OR account_id IS NOT NULL OR ''='"],
  ...["\u0000", "a\u0000b", "\ud800", "\udc00x", "\uffff", "\u202e", "İıſ", "𝒳".repeat(40)],
  ...["9".repeat(400), "1".repeat(25), "-1", "0", "1e309", "0x10", "١٢٣", "1,2,3", ",".repeat(90)],
  ...[
    "true",
    "null",
    "undefined",
    "NaN",
    "[]",
    "{}",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "%00",
    "%",
    "%zz",
  ],
  ...[
    "delivered",
    "transit",
    "usps",
    "china-post",
    "2019/3/4 9:05",
    "0000-00-00",
    "20181332",
    "EN",
    "de-CH",
    "x".repeat(2001),
  ],
];

const hostileValues: readonly (string | number | boolean | null | unknown[] | object)[] = [
  ...[null, "", 0, -0, -1, 1.5, 4, 7, 8, true, false, 1e308, -1e308, 2 ** 53, 253402300800, -62135596801],
  ...[[], {}, [[]], [null], [{}], { toString: 1 }, { length: 5 }, { $gt: "" }, { source: "x" }],
];

const hostileBodies = [
  ...["", " ", "null", "[", "{", "]", '"', "\ufeff{}", "<xml/>", "a=b", "--x\r\n\r\n--x--", "{'a':1}", "NaN", "[1,]"],
  ...["1e999999", "-", "9".repeat(5000), `{"page":${"9".repeat(5000)}}`, '{"page":1e400}'],
  ...["[".repeat(20_000), `${"[".repeat(3000)}${"]".repeat(3000)}`, '{"a":'.repeat(5000)],
  ...['{"tracking_number":"RB123456785CN","carrier_code":"usps","tracking_number":"LX199229770CN"}'],
  ...['{"__proto__":{"accountId":"x"}}', '[{"constructor":{"prototype":{}}}]'],
  ...[
    '{"tracking_number":"\\ud800","carrier_code":"\\udfff"}',
    '{"tracking_number":"\\u0000\\u0000\\u0000\\u0000\\u0000"}',
  ],
];

const hostilePaths = [
  "",
  "/",
  "//",
  "/..",
  "/../v2/trackings/get",
  "/.%2e/x",
  "/trackings/%",
  "/trackings/%E0%A4%A/x",
  "/%00",
];

const fieldName = fc.constantFrom(
  ...["tracking_number", "carrier_code", "update_carrier_code", "title", "auto_correct", "order_create_time", "lang"],
  ...["order_id", "order", "comment", "customer_name", "customer_email", "customer_phone", "destination_code"],
  ...["tracking_ship_date", "tracking_postal_code", "tracking_account_number", "specialNumberDestination"],
  ...["logistics_channel", "page", "limit", "status", "numbers", "orders", "archived", "created_at_min"],
  ...["created_at_max", "update_time_min", "update_time_max", "order_created_time_min", "order_created_time_max"],
  ...["country", "postcode", "company", "original", "destination", "track_number", "id", "account_id", "accountId"],
  ...["__proto__", "constructor", "toString", "", "data", "meta"],
);

/** Where a courier and a number stand in a path. */
const pairPlace = "{carrier_code}/{tracking_number}";

/** Every endpoint with every method it takes. */
const meantRoutes = endpointNames.flatMap((name) => {
  const { method, alsoMethods, path } = endpoints[name];
  return [method, ...alsoMethods].map((taken) => ({ method: taken, path: path.replace("/{lang?}", "") }));
});

const methods = fc.constantFrom(
  ...[
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "PUT",
    "PUT",
    "DELETE",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "HEAD",
  ],
);

const types = [
  ...["application/json", "application/json", "application/json'", "application/x-www-form-urlencoded", "text/plain"],
  ...["", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "x"],
];

const languages = fc.constantFrom("", "", "en", "cn", "DE", "xx-yy", "../..", "'");

/** Percent-encoded byte by byte, half a surrogate pair among them, which no URI function takes. */
function escaped(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

/** Two objects as one text in which a key may stand twice. */
function joined(first: string, second: string): string {
  return first.startsWith("{") && second.startsWith("{") ? `${first.slice(0, -1)},${second.slice(1)}` : first + second;
}

/**
 * In every text of another account's trackings; no call contains it, so an answer with it has told
 * what is not the caller's.
 */
export const foreignMark = "kept-by-the-other";

/**
 * Holds of every answer that is no crash: it is the envelope, with a code of the table, `[]` on
 * failure and nothing of others.
 */
export function expectEnvelope(text: string): number {
  const read = readEnvelope(text);
  if (read.kind !== "envelope") throw new Error(`This is no envelope (${read.reason}): ${text.slice(0, 200)}`);
  const { meta, data } = read.envelope;
  expect(Object.keys(apiCodes)).toContain(String(meta.code));
  expect(meta.code).not.toBe(500);
  if (meta.code > 201) expect(data).toEqual([]);
  expect(text).not.toContain(foreignMark);
  return meta.code;
}

/**
 * Codes that a thousand calls always meet: a generator that stopped at the door would show no more
 * than two of them.
 */
export const usualCodes = [200, 404, 405, 4001, 4002, 4012, 4013, 4014, 4015, 4017, 4031];
