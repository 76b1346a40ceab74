import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLooseJson } from "./loose-json";

describe("JSON as documentation prints it", () => {
  it("is read like any JSON where nothing is broken, and left where it ends", () => {
    const spaces = fc.constantFrom("", 2, "\t", "\u00a0 ");
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), spaces, (value, indent) => {
        const text = JSON.stringify(value, null, indent === "\u00a0 " ? 1 : indent);
        const read = readLooseJson(`${text}\n} trailing words`);
        expect(read).toEqual({ value: JSON.parse(text), end: text.length, repairs: [] });
      }),
    );
  });

  it("is read without the comma before a member", () => {
    expect(readLooseJson('{"a": [1] "b": 2 "c": {}}')).toMatchObject({
      value: { a: [1], b: 2, c: {} },
      repairs: ['no comma after "a"', 'no comma after "b"'],
    });
  });

  it("is read with the rest of a list left out, closed or not", () => {
    const text = '{"closed": [1, ...], "open": [{"a": 1}, ... }';
    expect(readLooseJson(text)).toEqual({
      value: { closed: [1], open: [{ a: 1 }] },
      end: text.length,
      repairs: ["the rest of a list left out", "the rest of a list left out", "a list never closed"],
    });
  });

  it.each(["", "{", "[1 2]", '{"a" 1}', "{a: 1}", '{"a": 1; "b": 2}', "[nothing]", '{"a": 1'])("is not %j", (text) => {
    expect(() => readLooseJson(text)).toThrow(SyntaxError);
  });
});
