import { describe, expect, it } from "vitest";
import { contrastWithWhite, readableContrast } from "~/domain/settings/contrast";
import { hiddenFromLines } from "~/domain/settings/hidden-lines";

describe("contrast against white", () => {
  it.each([
    ["#ffffff", 1],
    ["#000000", 21],
    ["#767676", 4.54],
    ["#777777", 4.48],
    ["#ff0000", 4],
    ["#0000ff", 8.59],
  ])("%s has %d", (colour, ratio) => {
    expect(contrastWithWhite(colour)).toBeCloseTo(ratio, 2);
    expect(contrastWithWhite(colour) >= readableContrast).toBe(ratio >= 4.5);
  });
});

describe("a pasted list", () => {
  it("is one entry a line, with or without a replacement", () => {
    const text =
      "Shenzhen\r\n Guangdong = our region\n\n  \nHong Kong\tAsia\rYiwu → the mill\nNingbo => port\n= nothing";
    expect(hiddenFromLines(text)).toEqual([
      { word: "Shenzhen", replacement: "" },
      { word: "Guangdong", replacement: "our region" },
      { word: "Hong Kong", replacement: "Asia" },
      { word: "Yiwu", replacement: "the mill" },
      { word: "Ningbo", replacement: "port" },
    ]);
  });
});
