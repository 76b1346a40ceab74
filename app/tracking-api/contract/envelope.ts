import { z } from "zod";
import { anything } from "./anything";

/** What every answer is wrapped in: `meta` first, and in it `code` first. */
export interface Envelope {
  meta: { code: number; type: string; message: string };
  data: unknown;
}

/**
 * JSON as PHP's `json_encode` prints it: no spaces, `/` as `\/`, everything outside ASCII as
 * `\uXXXX`. Any JSON parser gives back the value that went in.
 */
export function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * The text of an answer. Key order is part of the promise: one old client finds the code with a
 * regular expression.
 */
export function printEnvelope({ meta: { code, type, message }, data }: Envelope): string {
  return phpJson({ meta: { code, type, message }, data });
}

const envelopeSchema = z.object({
  meta: z.object({
    code: z.coerce.number().int(),
    // The pages print some answers with `code` alone.
    type: z.string().catch(""),
    message: z.string().catch(""),
  }),
  data: anything,
});

/** How reading an answer's text can end. */
export type ReadEnvelope =
  | { kind: "envelope"; envelope: Envelope }
  | { kind: "unreadable"; reason: "empty" | "html" | "truncated" | "not-json" | "wrong-shape" };

/**
 * Reads an answer's text; says which of the usual disasters it is instead of throwing. Its texts
 * hold neither NUL nor half a surrogate pair (a cut emoji): no database keeps them, and what is
 * kept would differ from what is told for ever.
 */
export function readEnvelope(text: string): ReadEnvelope {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "unreadable", reason: "empty" };
  const parsed = parseJson(trimmed);
  if (!parsed.ok) return { kind: "unreadable", reason: brokenJson(trimmed) };
  const envelope = envelopeSchema.safeParse(parsed.value);
  if (!envelope.success) return { kind: "unreadable", reason: "wrong-shape" };
  return { kind: "envelope", envelope: { meta: envelope.data.meta, data: envelope.data.data } };
}

/**
 * NUL or half a surrogate pair: only an escape can bring them. A whole pair looks the same, and
 * then costs the second look.
 */
const strangeEscape = /\\u(?:0000|d[89a-f])/i;

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text, strangeEscape.test(text) ? withoutStrangeLetters : undefined) };
  } catch {
    return { ok: false };
  }
}

function withoutStrangeLetters(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\u0000", "").toWellFormed() : value;
}

function brokenJson(text: string): "html" | "truncated" | "not-json" {
  if (text.startsWith("<")) return "html";
  return text.startsWith("{") && !text.endsWith("}") ? "truncated" : "not-json";
}
