import type { z } from "zod";
import { anything } from "./anything";

/**
 * Text that other servers spell in several ways: null, `false` and anything that is neither text
 * nor number is "none".
 */
export const lenientText = anything.transform((value): string | null => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
});

/** Several texts that may come as one, or as none. */
export const lenientTexts = anything.transform((value): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((entry: unknown) => lenientText.parse(entry) ?? []),
);

/** Text where 0 says "none". */
export const lenientTextOrZero = lenientText.transform((text) => (text === "0" ? null : text));

/** A yes or no that may come as text; null where it is neither. */
export const lenientBoolean = anything.transform((value): boolean | null => {
  if (value === true || value === "true" || value === 1 || value === "1") return true;
  return value === false || value === "false" || value === 0 || value === "0" ? false : null;
});

/** A count that may come as text; null where it is none. */
export const lenientCount = anything.transform((value): number | null => {
  const count = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isFinite(count) ? count : null;
});

/** The entries that fit, and how many did not: one bad entry never hides the others. */
export function readEach<T>(schema: z.ZodType<T>, entries: readonly unknown[]): { read: T[]; unreadable: number } {
  const read: T[] = [];
  for (const entry of entries) {
    const parsed = schema.safeParse(entry);
    if (parsed.success) read.push(parsed.data);
  }
  return { read, unreadable: entries.length - read.length };
}
