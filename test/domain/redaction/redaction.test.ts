import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactor, type HiddenTexts } from "~/domain/redaction/redaction";
import { cases } from "#test/support/cases";

const hiding = (given: Partial<Record<keyof HiddenTexts, Record<string, string>>>) => {
  const list = (entries: Record<string, string> = {}) =>
    Object.entries(entries).map(([word, replacement]) => ({ word, replacement }));
  return redactor({ places: list(given.places), words: list(given.words), couriers: list(given.couriers) });
};

describe("the sentence stays, the word goes", () => {
  it.each([
    ["Departed from Shenzhen sorting centre", "Departed from our warehouse sorting centre"],
    ["DEPARTED FROM SHENZHEN", "DEPARTED FROM our warehouse"],
    ["Arrived at Shénzhèn.", "Arrived at our warehouse."],
    ["Ｓｈｅｎｚｈｅｎ: accepted", "our warehouse: accepted"],
    ["Shen\u200bzhen accepted", "our warehouse accepted"],
    ["Shenzhen", "our warehouse"],
    ["Shenzhenese tea, North-Shenzhen, Shenzhen2", "Shenzhenese tea, North-our warehouse, Shenzhen2"],
    ["Nothing of it here", "Nothing of it here"],
    ["", ""],
  ])("%s", (text, expected) => {
    expect(hiding({ places: { shenzhen: "our warehouse" } }).text(text)).toBe(expected);
  });

  it.each([
    ["Arrived at Shenzhen, Guangdong, China", "Arrived at"],
    ["Handed over (Shenzhen)", "Handed over"],
    ["[Shenzhen] Departed", "Departed"],
    ["Shenzhen - Departed to Hamburg", "Departed to Hamburg"],
    ["Left Shenzhen, on its way", "Left, on its way"],
    ["from Shenzhen to Hamburg", "from to Hamburg"],
    ["Hamburg, Shenzhen, Bremen", "Hamburg, Bremen"],
    ["包裹已到达深圳转运中心", "包裹已到达转运中心"],
  ])("without a replacement the commas and brackets around it go too: %s", (text, expected) => {
    expect(hiding({ places: { Shenzhen: "", Guangdong: "", China: "", 深圳: "" } }).text(text)).toBe(expected);
  });

  it("finds words in scripts without blanks, and beside them", () => {
    const { text } = hiding({ places: { 深圳: "仓库", 서울: "본사" }, words: { DHL: "快递" } });
    expect(text("深圳市DHL已签收")).toBe("仓库市快递已签收");
    expect(text("서울에서 출발")).toBe("본사에서 출발");
  });

  it("takes the longest entry, whatever the order", () => {
    const entries = { "Hong Kong": "Asia", Hong: "x", "Hong Kong Airport": "the airport" };
    expect(hiding({ places: entries }).text("From hong kong-AIRPORT via Hong  Kong")).toBe("From the airport via Asia");
  });

  it("takes an entry as it is written", () => {
    const { text } = hiding({ words: { "C++ (x|y)*": "!", "a.c": "-", "$&": "money" } });
    expect(text("c++ (X|Y)* abc $& C")).toBe("! abc money C");
    expect(hiding({ words: { x: "$&$1" } }).text("an x")).toBe("an $&$1");
  });

  it("does not replace what it has put in", () => {
    expect(hiding({ words: { red: "blue", green: "grey" } }).text("red green")).toBe("blue grey");
  });

  it("leaves a replacement out that would bring back what is hidden", () => {
    expect(hiding({ words: { red: "dark blue", blue: "red" } }).text("a red and a blue cup")).toBe("a and a cup");
    expect(hiding({ places: { CN: "China" } }).place("Ningbo, CN")).toBe("Ningbo");
  });

  it("takes out what comes together only because a word between it went", () => {
    expect(hiding({ places: { "Hong Kong": "", china: "" } }).text("Hong China Kong Hong China Kong arrived")).toBe(
      "arrived",
    );
  });
});

describe("a hidden country", () => {
  const { text, place, country } = hiding({ places: { china: "abroad", India: "" } });

  it("goes under its names and its code, in a place and on its leg", () => {
    expect(place("SHENZHEN, CN")).toBe("SHENZHEN, abroad");
    expect(place("深圳, 中国")).toBe("深圳, abroad");
    expect(text("Left Mainland China (CN)")).toBe("Left abroad (abroad)");
    expect([country("CN"), country("cn"), country("US"), country(null)]).toEqual([null, null, "US", null]);
  });

  it("leaves words alone that are spelt like a code", () => {
    expect(text("ARRIVED IN Mumbai, India")).toBe("ARRIVED IN Mumbai");
    expect(place("Mumbai, IN")).toBe("Mumbai");
    expect(place("Mumbai in the east")).toBe("Mumbai in the east");
  });

  it("is known by any of its names", () => {
    expect(hiding({ places: { 中国: "" } }).country("CN")).toBeNull();
    expect(hiding({ words: { Deutschland: "" } }).country("DE")).toBeNull();
  });
});

/**
 * What a strict reader would call the words of a text, compared without case and accents; a comma
 * stands between two words.
 */
const plainWords = (text: string) =>
  ` ${text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\p{Cf}]/gu, "")
    .toLowerCase()
    .replace(/[\s\p{Pd}_]+/gu, " ")
    .replace(/[^\p{L}\p{N} ]/gu, " $& ")
    .replace(/ +/g, " ")} `.replace(/ +/g, " ");

const spaced = ["shenzhen", "hong kong", "kong", "guangdong", "yanwen", "hong", "łódź", "são paulo", "x2"] as const;
const glued = ["深圳", "广东", "中国", "燕文"] as const;

const hidden = fc.uniqueArray(fc.constantFrom(...spaced, ...glued), { minLength: 1, maxLength: 6 }).chain((words) =>
  fc
    .array(fc.constantFrom("", "our place", "hong", "深圳", "(x2)", "–"), {
      minLength: words.length,
      maxLength: words.length,
    })
    .map((replacements) => words.map((word, index) => ({ word, replacement: replacements[index] ?? "" }))),
);
const dressed = fc.constantFrom(...spaced, ...glued, "parcel", "arrived", "到达", "Kongo").chain((word) =>
  fc.constantFrom(
    word,
    word.toUpperCase(),
    word.normalize("NFD"),
    word.split("").join("\u200b"),
    word.replace(" ", "-"),
    `${word.charAt(0)}\u0301${word.slice(1)}`.normalize("NFC"),
    word.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  ),
);
const sentence = fc
  .array(fc.tuple(dressed, fc.constantFrom(" ", " ", ", ", " - ", "/", " (", ") ", ".", "", "\u00a0", "：")), {
    maxLength: 12,
  })
  .map((parts) => parts.flat().join(""));

describe("for any entries and any text", () => {
  it("leaves nothing hidden, and hides nothing twice", () => {
    fc.assert(
      fc.property(hidden, hidden, sentence, (places, words, text) => {
        const { text: redact, hides } = redactor({ places, words, couriers: [] });
        const reported = redact(text);
        for (const { word } of [...places, ...words]) {
          const isGlued = glued.some((entry) => entry === word);
          const found = isGlued ? reported.includes(word) : plainWords(reported).includes(plainWords(word));
          expect(found ? `${word} in ${reported}` : null).toBeNull();
        }
        expect(hides(reported)).toBe(false);
        expect(redact(reported)).toBe(reported);
      }),
      { numRuns: cases(5_000, 500) },
    );
  });

  it("gives back word for word what has nothing hidden in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(hiding({ words: { "never said anywhere": "x" } }).text(text)).toBe(text);
      }),
    );
  });
});

it("two hundred entries and a text of a hundred thousand characters take well under a second", () => {
  const entries = Array.from({ length: 200 }, (_, index) => ({
    word: `${"a".repeat(99 - (index % 90))} ${index}`,
    replacement: "b",
  }));
  const { text } = redactor({ places: entries, words: [{ word: "aa", replacement: "" }], couriers: [] });
  const hostile = [
    `${"a".repeat(98)} `.repeat(1_000),
    "aa ".repeat(33_000),
    "aa,".repeat(33_000),
    "\u0301".repeat(100_000),
  ];
  const began = performance.now();
  for (const long of hostile) expect(text(long).length).toBeLessThanOrEqual(long.length);
  expect(performance.now() - began).toBeLessThan(3_000);
});
