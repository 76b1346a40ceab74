import type { HiddenWord } from "~/domain/redaction/hidden-word";

/**
 * Entries of a pasted list, one a line: a word, or a word and its replacement with a tab, `→`, `=>`
 * or `=` between them. Empty lines are left out.
 */
export function hiddenFromLines(text: string): HiddenWord[] {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => {
      const [word = "", ...rest] = line.split(/\t|→|=>|=/);
      return { word: word.trim(), replacement: rest.join(" ").trim() };
    })
    .filter(({ word }) => word !== "");
}
