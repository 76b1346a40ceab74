import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pushMaxAgeMs, readPush, type IncomingPush } from "~/providers/tracking/push.server";
import { printPush } from "~/tracking-api/contract/push";
import { signBody, signPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";
import { recordSample } from "../../tracking-api/samples";

const now = new Date("2026-11-20T10:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const email = "user@example.com";

describe("a v2 push", () => {
  const body = (number = "RB123456785CN") => printPush(printItem(recordSample({ number }), now), signPush(email, now));
  const push = (changes: Partial<IncomingPush> = {}): IncomingPush => ({
    kind: "trackingmore-v2",
    headers: new Headers(),
    rawBody: body(),
    secret: email,
    now,
    ...changes,
  });

  it("is a hint about one number", () => {
    expect(readPush(push())).toEqual({
      kind: "hint",
      externalId: expect.stringMatching(/^v2:[0-9a-f]{64}$/),
      numbers: [{ number: "RB123456785CN", courierCode: "china-post" }],
    });
    expect(readPush(push({ kind: "trackru-v1" }))).toMatchObject({ kind: "hint" });
  });

  it("has an id of its own content: the same again is the same, another body under the same signature is not", () => {
    const idOf = (given: IncomingPush) => {
      const reading = readPush(given);
      return reading.kind === "hint" ? reading.externalId : reading.reason;
    };
    expect(idOf(push())).toBe(idOf(push({ now: later(1000) })));
    expect(idOf(push())).not.toBe(idOf(push({ rawBody: body("LX199229770CN") })));
  });

  it.each<[string, Partial<IncomingPush>, string]>([
    ["another account's signature", { secret: "other@example.com" }, "signature"],
    ["a changed time", { rawBody: body().replace(/"timeStr":\d+/, '"timeStr":1795168801') }, "signature"],
    ["an old one", { now: later(pushMaxAgeMs + 1000) }, "stale"],
    ["one from the future", { now: later(-pushMaxAgeMs - 1000) }, "stale"],
    ["half a body", { rawBody: body().slice(0, -5) }, "malformed"],
    [
      "no signature at all",
      { rawBody: '{"data":{"tracking_number":"A","carrier_code":"b","status":"transit"}}' },
      "malformed",
    ],
    [
      "our own signature over another body",
      { headers: new Headers({ "X-Homeward-Signature": signBody(email, "{}", now) }) },
      "signature",
    ],
  ])("refuses %s", (_what, changes, reason) => {
    expect(readPush(push(changes))).toEqual({ kind: "refused", reason });
  });

  it("takes our own signature over this body", () => {
    const headers = new Headers({ "X-Homeward-Signature": signBody(email, body(), now) });
    expect(readPush(push({ headers }))).toMatchObject({ kind: "hint" });
  });
});

describe("a v4 push", () => {
  const secret = "demo-webhook-secret";
  const at = new Date(1_700_000_000_000);
  const rawBody = JSON.stringify({
    code: 200,
    message: "Message",
    data: { tracking_number: "RB123456785CN", courier_code: "china-post", delivery_status: "transit" },
  });
  // The fact sheet's vector: the hex HMAC-SHA256 of the timestamp under the secret, and the same in
  // base64.
  const hex = "826470d73d9e0de2c0e7a749e02d801da0327a2325376dfc820421e52aea87fa";
  const base64 = "gmRw1z2eDeLA56dJ4C2AHaAyeiMlN238ggQh5Srqh/o=";
  const bodyDigest = createHmac("sha256", secret).update(rawBody).digest();
  const push = (headers: Record<string, string>, changes: Partial<IncomingPush> = {}): IncomingPush => ({
    kind: "trackingmore-v4",
    headers: new Headers(headers),
    rawBody,
    secret,
    now: at,
    ...changes,
  });
  const inBody = (name: string, signed: object) => ({
    rawBody: JSON.stringify({ ...JSON.parse(rawBody), [name]: signed }),
  });

  it.each<[string, IncomingPush]>([
    ["the time, in hex", push({ timestamp: "1700000000", signature: hex })],
    ["the time, in base64", push({ timestamp: "1700000000", signature: base64 })],
    ["the time, under other header names", push({ "X-Timestamp": "1700000000", "Trackingmore-Signature": hex })],
    ["the time, in the body", push({}, inBody("verify", { timestamp: 1_700_000_000, signature: hex }))],
    [
      "the time, in the body of older versions",
      push({}, inBody("verifyInfo", { timeStr: 1_700_000_000, signature: hex })),
    ],
    ["the body, in base64", push({ signature: bodyDigest.toString("base64") })],
    [
      "the body, in hex, with a time beside it",
      push({ timestamp: "1700000000", signature: bodyDigest.toString("hex") }),
    ],
  ])("is a hint when its signature covers %s", (_what, given) => {
    expect(readPush(given)).toEqual({
      kind: "hint",
      externalId: expect.stringMatching(/^v4:[0-9a-f]{64}$/),
      numbers: [{ number: "RB123456785CN", courierCode: "china-post" }],
    });
  });

  it("names several numbers when several are pushed", () => {
    const data = ["A1111", "B2222"].map((number) => ({ tracking_number: number, courier_code: "usps" }));
    const several = { rawBody: JSON.stringify({ event: "TRACKING_UPDATED", data }) };
    expect(readPush(push({ timestamp: "1700000000", signature: hex }, several))).toMatchObject({
      numbers: [{ number: "A1111" }, { number: "B2222" }],
    });
  });

  it.each<[string, IncomingPush, string]>([
    ["no signature", push({ timestamp: "1700000000" }), "signature"],
    ["an empty secret", push({ timestamp: "1700000000", signature: hex }, { secret: "" }), "signature"],
    ["another secret", push({ timestamp: "1700000000", signature: hex }, { secret: "other" }), "signature"],
    ["another time", push({ timestamp: "1700000001", signature: hex }), "signature"],
    ["a signature without its time", push({ signature: hex }), "signature"],
    ["half a signature", push({ timestamp: "1700000000", signature: hex.slice(0, 32) }), "signature"],
    [
      "a body that was changed",
      push({ signature: bodyDigest.toString("hex") }, { rawBody: `${rawBody} ` }),
      "signature",
    ],
    [
      "an old one",
      push({ timestamp: "1700000000", signature: hex }, { now: new Date(at.getTime() + pushMaxAgeMs + 1000) }),
      "stale",
    ],
    [
      "one from the future",
      push({ timestamp: "1700000000", signature: hex }, { now: new Date(at.getTime() - pushMaxAgeMs - 1000) }),
      "stale",
    ],
    ["a web page", push({ timestamp: "1700000000", signature: hex }, { rawBody: "<html>" }), "malformed"],
    ["no number", push({ timestamp: "1700000000", signature: hex }, { rawBody: '{"data":{}}' }), "malformed"],
    ["v2's form", push({}, { rawBody: printPush(printItem(recordSample(), at), signPush(secret, at)) }), "malformed"],
  ])("refuses %s", (_what, given, reason) => {
    expect(readPush(given)).toEqual({ kind: "refused", reason });
  });
});

describe("a carrier feed's hint", () => {
  const rawBody = JSON.stringify({
    numbers: [
      { courier: "usps", number: "A1" },
      { courier: "dhl", number: "B2" },
    ],
  });
  const hint = (text = rawBody, at = now): IncomingPush => ({
    kind: "carrier-feed",
    headers: new Headers({ "X-Feed-Signature": signBody("feed-key", text, at) }),
    rawBody: text,
    secret: "feed-key",
    now,
  });

  it("names its numbers", () => {
    expect(readPush(hint())).toMatchObject({
      kind: "hint",
      numbers: [
        { courierCode: "usps", number: "A1" },
        { courierCode: "dhl", number: "B2" },
      ],
    });
  });

  it("is news again at another time, although its body is the same", () => {
    expect(readPush(hint())).toEqual(readPush(hint()));
    expect(readPush(hint(rawBody, later(-1000)))).not.toEqual(readPush(hint()));
  });

  it.each<[string, IncomingPush, string]>([
    ["no signature", { ...hint(), headers: new Headers() }, "signature"],
    ["a changed body", { ...hint(), rawBody: `${rawBody} ` }, "signature"],
    ["another key", { ...hint(), secret: "other" }, "signature"],
    ["an old one", hint(rawBody, later(-pushMaxAgeMs - 1000)), "stale"],
    ["no JSON", hint("numbers"), "malformed"],
    ["no numbers", hint('{"numbers":[]}'), "malformed"],
  ])("refuses %s", (_what, push, reason) => {
    expect(readPush(push)).toEqual({ kind: "refused", reason });
  });
});
