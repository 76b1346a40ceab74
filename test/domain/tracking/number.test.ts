import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberKey, readTrackingNumber } from "~/domain/tracking/number";

describe("numberKey", () => {
  it.each([
    [" rb123456785cn ", "RB123456785CN"],
    ["0307 1790 0005 2348 3741", "03071790000523483741"],
    ["1Z\u00a05R8\u200b9390357567127\ufeff", "1Z5R89390357567127"],
    ["ＲＢ１２３４５６７８５ＣＮ", "RB123456785CN"],
    ["172–28891936", "172-28891936"],
  ])("%j is the parcel %s", (text, key) => {
    expect(numberKey(text)).toBe(key);
  });

  it("is the same for its own result, in any case and with any blanks between", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => numberKey(numberKey(text)) === numberKey(text)));
    const plain = fc.stringMatching(/^[0-9A-Z_-]{5,50}$/);
    const blank = fc.constantFrom("", " ", "\t", "\u200b", "\u00a0", "\r\n");
    fc.assert(
      fc.property(plain, fc.array(blank, { minLength: 50, maxLength: 50 }), (key, blanks) => {
        const spaced = [...key.toLowerCase()].map((character, index) => `${blanks[index] ?? ""}${character}`).join("");
        expect(numberKey(spaced)).toBe(key);
      }),
    );
  });
});

describe("readTrackingNumber", () => {
  it("prints the number as it was given, on one line", () => {
    expect(readTrackingNumber("  0307 1790 0005\n2348 3741 ")).toEqual({
      kind: "number",
      number: "0307 1790 00052348 3741",
      numberKey: "03071790000523483741",
    });
    expect(readTrackingNumber("rb123456785cn")).toMatchObject({ number: "rb123456785cn", numberKey: "RB123456785CN" });
  });

  it.each([
    ["", "empty"],
    [" \u200b\n", "empty"],
    ["AB12", "too-short"],
    ["A".repeat(51), "too-long"],
    ["RB123456785CN, RB123456799CN", "symbols"],
    ["https://example.com/1Z5R89390357567127", "symbols"],
    ["посылка1", "symbols"],
  ])("%j is not a number: %s", (text, reason) => {
    expect(readTrackingNumber(text)).toEqual({ kind: "not-a-number", reason });
  });

  it("reads a number among a million blanks in no time worth telling", () => {
    const read = readTrackingNumber(`12345${" ".repeat(1_000_000)}\n 6789`);
    expect(read).toEqual({ kind: "number", number: "123456789", numberKey: "123456789" });
    const spaced = readTrackingNumber(`12345${" ".repeat(1_000_000)}6789`);
    expect(spaced).toMatchObject({ kind: "number", number: "12345 6789" });
  });

  it("takes the shortest and the longest", () => {
    expect(readTrackingNumber("A_-12").kind).toBe("number");
    expect(readTrackingNumber("9".repeat(50)).kind).toBe("number");
  });

  it("never lets a character through that the provider refuses, whatever is pasted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const reading = readTrackingNumber(text);
        if (reading.kind === "not-a-number") return;
        expect(reading.numberKey).toMatch(/^[0-9A-Z_-]{5,50}$/);
        expect(numberKey(reading.number)).toBe(reading.numberKey);
        expect(reading.number).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
