import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailKey, phoneKey } from "~/domain/orders/contact";

describe("emailKey", () => {
  it("is one for every way a shopper types an address", () => {
    const typed = ["ana@example.com", " Ana@Example.com ", "ＡＮＡ@example.com", "ana@\u200bexample.com"];
    expect(new Set(typed.map(emailKey))).toEqual(new Set(["ana@example.com"]));
  });

  it("is the same for its own result", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => emailKey(emailKey(text)) === emailKey(text)));
  });
});

describe("phoneKey", () => {
  it("is one for every way of writing an international number", () => {
    const typed = ["+49 30 1234567", "0049 (30) 123-4567", "49.30.1234567", "＋４９３０１２３４５６７"];
    expect(new Set(typed.map(phoneKey))).toEqual(new Set(["49301234567"]));
  });

  it("keeps a national number's zero and gives nothing for no digits", () => {
    expect(phoneKey("030 1234567")).toBe("0301234567");
    expect(phoneKey("call me")).toBe("");
  });

  it("is the same for its own result", () => {
    fc.assert(fc.property(fc.string(), (text) => phoneKey(phoneKey(text)) === phoneKey(text)));
  });
});
