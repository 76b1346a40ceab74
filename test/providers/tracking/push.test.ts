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
