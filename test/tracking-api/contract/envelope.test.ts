import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phpJson, printEnvelope, readEnvelope } from "~/tracking-api/contract/envelope";

describe("the envelope", () => {
  it("prints as the documented service does: code first, no blanks, slashes and non-ASCII escaped", () => {
    const text = printEnvelope({
      data: { weblink: "http://a.example/ü", text: "鞋 😀" },
      meta: { message: "Success", code: 200, type: "Success" },
    });
    expect(text).toBe(
      '{"meta":{"code":200,"type":"Success","message":"Success"},' +
        '"data":{"weblink":"http:\\/\\/a.example\\/\\u00fc","text":"\\u978b \\ud83d\\ude00"}}',
    );
  });

  it("loses nothing: whatever is printed is pure ASCII and reads back as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, depthSize: "small" }), (value) => {
        const text = phpJson(value);
        expect(text).toMatch(/^[\x20-\x7f]*$/);
        expect(text).not.toMatch(/(^|[^\\])\//);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("reads back what it printed", () => {
    const envelope = { meta: { code: 4031, type: "No Content", message: "" }, data: [] };
    expect(readEnvelope(printEnvelope(envelope))).toEqual({ kind: "envelope", envelope });
  });

  it("reads an answer that prints its code alone, or as text", () => {
    expect(readEnvelope('{"meta":{"code":"200"},"data":[]}')).toEqual({
      kind: "envelope",
      envelope: { meta: { code: 200, type: "", message: "" }, data: [] },
    });
  });

  it.each([
    ["", "empty"],
    ["  \n", "empty"],
    ["<!doctype html><title>502</title>", "html"],
    ['{"meta":{"code":200,"type":"Succ', "truncated"],
    ["upstream connect error", "not-json"],
    ['{"meta":{}}', "wrong-shape"],
    ["[]", "wrong-shape"],
    ["null", "wrong-shape"],
    ['{"meta":{"code":"two hundred"},"data":[]}', "wrong-shape"],
  ])("says what is wrong with %j", (text, reason) => {
    expect(readEnvelope(text)).toEqual({ kind: "unreadable", reason });
  });
});
