import { describe, expect, it } from "vitest";
import { bodySignedAt, isFresh, signBody, signPush, verifyBody, verifyPush } from "~/tracking-api/contract/signature";

const email = "user@example.com";
const at = new Date(1488249109_000);
const vector = {
  timeStr: 1488249109,
  signature: "0d4f42e2c75d394a2957e2ecf9deb0cd3c81f4ea89712f59f2331dfcec0e9f7f",
};

describe("the v2 signature", () => {
  it("gives the documented test vector", () => {
    expect(signPush(email, at)).toEqual(vector);
  });

  it.each([vector, { ...vector, timeStr: "1488249109" }])(
    "accepts its own signature, time as number or text",
    (given) => {
      expect(verifyPush(email, given)).toBe(true);
    },
  );

  it.each([
    ["another account", "other@example.com", vector],
    ["no account", "", vector],
    ["another time", email, { ...vector, timeStr: 1488249110 }],
    ["a cut signature", email, { ...vector, signature: vector.signature.slice(1) }],
    ["upper case", email, { ...vector, signature: vector.signature.toUpperCase() }],
    ["no signature", email, { ...vector, signature: undefined }],
    ["a signature of the same length in wider letters", email, { ...vector, signature: "é".repeat(64) }],
    ["a time that is no time", email, { ...vector, timeStr: "soon" }],
    ["no time", email, { ...vector, timeStr: null }],
  ])("says no to %s", (_what, account, given) => {
    expect(verifyPush(account, given)).toBe(false);
  });
});

describe("the body signature", () => {
  const body = '{"data":{"tracking_number":"RB123456785CN"}}';
  const header = signBody("secret", body, at);

  it("accepts exactly the body and time that were signed", () => {
    expect(header).toMatch(/^t=1488249109,v1=[0-9a-f]{64}$/);
    expect(verifyBody("secret", body, header)).toBe(true);
    expect(bodySignedAt(header)).toBe(1488249109);
  });

  it.each([
    ["a changed body", "secret", `${body} `, header],
    ["another secret", "other", body, header],
    ["an empty secret", "", body, signBody("", body, at)],
    ["a moved time", "secret", body, header.replace("1488249109", "1488249110")],
    ["no header", "secret", body, null],
    ["half a header", "secret", body, "t=1488249109"],
  ])("says no to %s", (_what, secret, rawBody, given) => {
    expect(verifyBody(secret, rawBody, given)).toBe(false);
  });
});

describe("freshness", () => {
  const now = new Date(1488249109_000 + 60_000);

  it.each([
    [1488249109, true],
    ["1488249109", true],
    [1488249109 - 1, false],
    [1488249109 + 121, false],
    ["soon", false],
    [null, false],
    [undefined, false],
  ])("judges %j within a minute as %s", (time, fresh) => {
    expect(isFresh(time, now, 60_000)).toBe(fresh);
  });
});
