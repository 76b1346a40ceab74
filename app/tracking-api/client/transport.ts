import type { Unreachable, Unreadable } from "./result";

/** One request, ready to go. */
export interface Outgoing {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

/** What came back, whatever it is. */
export interface Incoming {
  kind: "answer";
  status: number;
  retryAfter: string | null;
  text: string;
}

/** How requests travel. */
export interface TransportOptions {
  fetch: typeof fetch;
  /** For the whole call: connecting, waiting and reading the body. */
  timeoutMs: number;
  /** Longer answers are given up. */
  maxAnswerBytes: number;
}

/**
 * Sends once and reads the body within the same time limit. Redirects are not followed: they would
 * carry the key along.
 */
export async function sendOnce(
  outgoing: Outgoing,
  options: TransportOptions,
): Promise<Incoming | Unreachable | Unreadable> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const timeout: Unreachable = { kind: "unreachable", reason: "timeout", status: null };
  let response: Response;
  try {
    response = await options.fetch(outgoing.url, {
      method: outgoing.method,
      headers: outgoing.headers,
      body: outgoing.body,
      redirect: "manual",
      signal,
    });
  } catch {
    return signal.aborted ? timeout : { kind: "unreachable", reason: "connection", status: null };
  }
  try {
    const text = await readText(response, options.maxAnswerBytes);
    if (text === null) return { kind: "unreadable", reason: "too-large" };
    return { kind: "answer", status: response.status, retryAfter: response.headers.get("retry-after"), text };
  } catch {
    // Headers arrived, the rest did not: the request was received, which a lost connection would
    // not tell.
    return signal.aborted ? timeout : { kind: "unreadable", reason: "truncated" };
  }
}

async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
