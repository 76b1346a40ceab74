import { z } from "zod";
import type { HiddenWord } from "../redaction/hidden-word";
import { draftText, storedText, type Setting } from "./setting";

/** Longest word or replacement, in UTF-16 units, and most entries of a list. */
export const hiddenLimits = { word: 100, entries: 200 } as const;

const storedEntry = z
  .object({ word: storedText(hiddenLimits.word), replacement: storedText(hiddenLimits.word) })
  .catch({ word: "", replacement: "" });

/** Words that are taken out of what shoppers read, each with what stands in its place. */
export const hiddenList: Setting<HiddenWord[]> = {
  draft: z.array(z.object({ word: draftText, replacement: draftText })).max(1_000),
  stored: z
    .array(storedEntry)
    .catch([])
    .transform((entries) => entries.filter(({ word }) => word !== "").slice(0, hiddenLimits.entries)),
  valid: z.array(z.object({ word: z.string(), replacement: z.string() })),
};

/** What is wrong with a list, or with the entry at `index` of it. */
export type HiddenFault = { fault: "too-many" } | { fault: "no-letters" | "too-long" | "brings-back"; index: number };

/** A row nobody has written in is no entry; it is dropped when the settings are read. */
export const isBlank = ({ word, replacement }: HiddenWord): boolean => word.trim() === "" && replacement.trim() === "";

/**
 * Everything in a list that may not be stored. `hides` tells whether a text holds what is hidden: a
 * replacement that does would be left out.
 */
export function hiddenFaults(entries: readonly HiddenWord[], hides: (text: string) => boolean): HiddenFault[] {
  const ofEntries = entries.flatMap((entry, index): HiddenFault[] => {
    const fault = entryFault(entry, hides);
    return fault === null ? [] : [{ fault, index }];
  });
  return entries.length > hiddenLimits.entries ? [{ fault: "too-many" }, ...ofEntries] : ofEntries;
}

function entryFault({ word, replacement }: HiddenWord, hides: (text: string) => boolean) {
  if (word === "" && replacement === "") return null;
  if (word.length > hiddenLimits.word || replacement.length > hiddenLimits.word) return "too-long";
  if (!/[\p{L}\p{N}]/u.test(word)) return "no-letters";
  return hides(replacement) ? "brings-back" : null;
}
