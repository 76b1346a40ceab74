import { z } from "zod";
import type { Collection } from "../state/collection";

/** One call through the gateway. */
export interface ProviderCall {
  at: string;
  method: string;
  /** Path at the provider, such as `/v2/trackings/batch`. */
  path: string;
  query: string;
  /**
   * The items as sent: a batch's array, or a single create's object in an array; empty where there
   * was no such body.
   */
  items: unknown[];
  /** `meta.code` of what the caller was answered; null where it got no envelope. */
  code: number | null;
  /**
   * `meta.code` of what the provider itself answered; null where it was not asked or did not
   * answer.
   */
  providerCode: number | null;
  /** The fault or hold that met this call. */
  fault: string | null;
  /** `<number>|<courier>` of every item sent in a create. */
  submitted: string[];
  /** `<number>|<courier>` of every item the provider charged for. */
  charged: string[];
}

export interface CallReport {
  calls: ProviderCall[];
  charges: Record<string, number>;
  submissions: Record<string, number>;
}

/**
 * Remembers every call; a call is on disk before it is passed on, and again when its outcome is
 * known.
 */
export class CallRecord {
  readonly #calls: Collection<ProviderCall>;
  #next: number;

  constructor(calls: Collection<ProviderCall>) {
    this.#calls = calls;
    this.#next = calls.size;
  }

  open(call: Omit<ProviderCall, "code" | "providerCode" | "charged">): string {
    const key = String(this.#next++);
    this.#calls.put(key, { ...call, code: null, providerCode: null, charged: [] });
    return key;
  }

  note(key: string, change: Partial<ProviderCall>): void {
    const call = this.#calls.get(key);
    if (call) this.#calls.put(key, { ...call, ...change });
  }

  report(): CallReport {
    const calls = this.#calls.values();
    return {
      calls,
      charges: count(calls.flatMap((call) => call.charged)),
      submissions: count(calls.flatMap((call) => call.submitted)),
    };
  }

  clear(): void {
    this.#calls.clear();
    this.#next = 0;
  }
}

function count(pairs: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const pair of pairs) counts[pair] = (counts[pair] ?? 0) + 1;
  return counts;
}

const text = z.union([z.string(), z.number()]).transform(String);
const pairSchema = z.object({ tracking_number: text, carrier_code: text.default("") });
const answerSchema = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });
const batchSchema = z.object({
  trackings: z.array(z.unknown()).default([]),
  errors: z.array(z.unknown()).default([]),
});
const existsSchema = pairSchema.extend({ code: z.coerce.number() });
const alreadyExists = 4016;

/** Whether a call creates trackings. */
export function isCreate(method: string, path: string): boolean {
  return method === "POST" && /\/trackings\/(batch|post)\/?$/.test(path);
}

export function itemsOf(body: Buffer): unknown[] {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (Array.isArray(value)) return value;
    return typeof value === "object" && value !== null ? [value] : [];
  } catch {
    return [];
  }
}

/** `<number>|<courier>` of the items that name a number. */
export function pairsOf(items: readonly unknown[]): string[] {
  return items.flatMap((item) => {
    const parsed = pairSchema.safeParse(item);
    return parsed.success ? [`${parsed.data.tracking_number}|${parsed.data.carrier_code}`] : [];
  });
}

/** `meta.code` of an answer, null where it is no envelope. */
export function codeOf(body: Buffer): number | null {
  return envelopeOf(body)?.meta.code ?? null;
}

/**
 * What the provider charges for an answered create; with `everyCreate` also for items it already
 * had.
 */
export function chargesOf(sent: readonly unknown[], answer: Buffer, everyCreate: boolean): string[] {
  const envelope = envelopeOf(answer);
  if (!envelope) return [];
  const { code } = envelope.meta;
  const batch = batchSchema.safeParse(envelope.data);
  if (batch.success && isList(envelope.data, "trackings")) {
    const existing = batch.data.errors.filter((item) => existsSchema.safeParse(item).data?.code === alreadyExists);
    return [...pairsOf(batch.data.trackings), ...(everyCreate ? pairsOf(existing) : [])];
  }
  const charged = code === 200 || code === 201 || (everyCreate && code === alreadyExists);
  return charged ? pairsOf(sent) : [];
}

function envelopeOf(body: Buffer): z.infer<typeof answerSchema> | null {
  try {
    return answerSchema.safeParse(JSON.parse(body.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function isList(data: unknown, key: string): boolean {
  return typeof data === "object" && data !== null && Array.isArray((data as Record<string, unknown>)[key]);
}
