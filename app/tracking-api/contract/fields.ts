import { z } from "zod";
import { anything } from "./anything";
import { apiCodes, problem, type ApiCode, type ApiProblem, type ProblemCode } from "./errors";

/** Longest text a field may hold; more is 4012 rather than a cut. */
const maxTextLength = 2000;

/** `null`, `""`, `0` and a missing field all mean "not given"; so does `false`. */
function isNotGiven(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

/** NUL and half a surrogate pair cannot be stored as text. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/**
 * Text from a string or a number, trimmed; null where not given. `code` is what a value of another
 * kind answers.
 */
export function textField(code: ProblemCode = 4012) {
  return anything.transform((value, ctx): string | null => {
    if (isNotGiven(value)) return null;
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text === "string" && text.length <= maxTextLength && isStorable(text)) return text.trim() || null;
    return refuse(ctx, code);
  });
}

/** Beyond it, page times size would no longer fit a database's number. */
const maxCount = 1_000_000;

/**
 * The years 1 to 9999 in Unix seconds: outside, ISO text and databases do not agree on how to write
 * a time.
 */
const seconds = { min: -62_135_596_800, max: 253_402_300_799 };

/** A whole number from 1 to a million, also from text; null where not given. */
export function countField() {
  return anything.transform((value, ctx): number | null => {
    if (isNotGiven(value) || value === "0") return null;
    const count = numberOf(value);
    return count !== null && Number.isInteger(count) && count >= 1 && count <= maxCount ? count : refuse(ctx, 4012);
  });
}

/** An instant from Unix seconds, also with decimals or as text; null where not given. */
export function unixSecondsField() {
  return anything.transform((value, ctx): Date | null => {
    if (isNotGiven(value) || value === "0") return null;
    const reported = numberOf(value);
    return reported !== null && reported >= seconds.min && reported <= seconds.max
      ? new Date(reported * 1000)
      : refuse(ctx, 4012);
  });
}

/**
 * An upper bound from Unix seconds: the end of the second it names; null where not given. Answers
 * tell times to the second, and a client that goes on from where its last bound ended must not lose
 * what happened in between.
 */
export function lastSecondField() {
  return unixSecondsField().transform((instant): Date | null =>
    instant === null ? null : new Date(Math.floor(instant.getTime() / 1000) * 1000 + 999),
  );
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  // A million digits are no number; the cap keeps the pattern cheap.
  if (typeof value !== "string" || value.length > 40 || !/^\s*-?\d+(\.\d*)?\s*$/.test(value)) return null;
  return Number(value);
}

/**
 * Entries of a comma-separated filter, or of an array; blanks dropped, repeated ones once; null
 * where none is left.
 */
export function listField(limit: number) {
  return anything.transform((value, ctx): string[] | null => {
    const given = Array.isArray(value) ? value : isNotGiven(value) ? [] : textEntries(value);
    if (given === null) return refuse(ctx, 4012);
    const entries = new Set<string>();
    for (const entry of given) {
      if (typeof entry !== "string" && typeof entry !== "number") return refuse(ctx, 4012);
      const text = String(entry).trim();
      if (text.length > maxTextLength || !isStorable(text)) return refuse(ctx, 4012);
      if (text !== "") entries.add(text);
    }
    if (entries.size > limit) return refuse(ctx, 4012, `Up to ${limit} at a time`);
    return entries.size === 0 ? null : [...entries];
  });
}

function textEntries(value: unknown): string[] | null {
  return typeof value === "string" || typeof value === "number" ? String(value).split(",") : null;
}

/**
 * A wish from the text "true" or "false", or from a boolean: `false` is a wish here, not a gap.
 * Null for anything else. Only what is text is read as text: an object of JSON may have a
 * `toString` that is no function.
 */
export function wishField() {
  return anything.transform((value): boolean | null => {
    if (typeof value !== "string") return typeof value === "boolean" ? value : null;
    const word = value.toLowerCase();
    return word === "true" ? true : word === "false" ? false : null;
  });
}

/**
 * A language: its first two letters in lower case, null for anything else; TrackRu clients send
 * "RU".
 */
export function languageOf(text: string | null): string | null {
  const match = /^([a-z]{2})(?:[-_][a-z0-9]+)*$/i.exec(text ?? "");
  return match?.[1]?.toLowerCase() ?? null;
}

/** Ends a field with an API code. */
export function refuse(ctx: z.RefinementCtx, code: ProblemCode, message?: string): never {
  ctx.addIssue({ code: "custom", params: { apiCode: code }, message: message ?? apiCodes[code].message });
  return z.NEVER;
}

/** The refusal for input that did not pass: the first issue that names a code, else 4012. */
export function problemOf(error: z.ZodError): ApiProblem {
  for (const issue of error.issues) {
    const code: unknown = issue.code === "custom" ? issue.params?.["apiCode"] : undefined;
    if (isProblemCode(code)) return problem(code, code === 4012 ? withPlace(issue) : issue.message);
  }
  return problem(4012);
}

/**
 * 4012 has no documented text, and alone it tells nobody where to look: the field is named, and its
 * entry in a list.
 */
function withPlace({ message, path }: z.core.$ZodIssue): string {
  const field = path.findLast((part) => typeof part === "string");
  const entry = path.find((part) => typeof part === "number");
  if (field === undefined || message !== apiCodes[4012].message) return message;
  return `The value of \`${field}\`${entry === undefined ? "" : ` in entry ${entry + 1}`} is missing or not understood.`;
}

function isProblemCode(code: unknown): code is ProblemCode {
  const known: readonly ApiCode[] = [200, 201];
  return typeof code === "number" && code in apiCodes && !known.some((success) => success === code);
}
