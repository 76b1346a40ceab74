import { maxBodyBytes } from "../contract/limits";

/** What a request's body turned out to be. */
export type RequestBody =
  | { kind: "none" }
  | { kind: "fields"; value: unknown }
  | { kind: "broken" }
  | { kind: "too-large" }
  | { kind: "unknown-encoding" };

/**
 * Reads a body whatever its Content-Type says: JSON under any label, or a form under a JSON label.
 * At most 1 MiB is held, packed or unpacked; the rest is not read.
 */
export async function readBody(request: Request): Promise<RequestBody> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes) return { kind: "too-large" };
  if (request.body === null) return { kind: "none" };
  const bytes = await readBytes(request.body);
  return bytes === null ? { kind: "too-large" } : bodyOf(bytes, request.headers.get("content-encoding"));
}

/**
 * The same for a body that is already here, such as one that came with a GET, and its
 * Content-Encoding. The documents name none; some clients pack what they send with gzip or deflate,
 * others say so and do not.
 */
export function bodyOf(bytes: Uint8Array, contentEncoding: string | null): RequestBody | Promise<RequestBody> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity" || bytes.byteLength === 0) return parseBody(bytes);
  const format = formats.get(encoding);
  return format === undefined ? { kind: "unknown-encoding" } : parsePacked(bytes, format);
}

const formats = new Map<string, "gzip" | "deflate">([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

/** Unpacks no more than a body may have: a thousand bytes can stand for a million. */
async function parsePacked(bytes: Uint8Array, format: "gzip" | "deflate"): Promise<RequestBody> {
  if (bytes.byteLength > maxBodyBytes) return { kind: "too-large" };
  try {
    const unpacked = await readBytes(
      new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream(format)),
    );
    return unpacked === null ? { kind: "too-large" } : parseBody(unpacked);
  } catch {
    return parseBody(bytes);
  }
}

function parseBody(bytes: Uint8Array): RequestBody {
  if (bytes.byteLength > maxBodyBytes) return { kind: "too-large" };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
  } catch {
    return { kind: "broken" };
  }
  return text === "" ? { kind: "none" } : (parseJson(text) ?? parseForm(text) ?? { kind: "broken" });
}

async function readBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > maxBodyBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/** Null for text that is no JSON, or nested so deep that reading it would run out of stack. */
function parseJson(text: string): RequestBody | null {
  try {
    return { kind: "fields", value: JSON.parse(text, keepDigits) };
  } catch {
    return null;
  }
}

/**
 * A tracking number sent as a JSON number can have more digits than a number holds: keep what was
 * written.
 */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

function parseForm(text: string): RequestBody | null {
  if (!/^[a-z_]\w*=/i.test(text) || /[\r\n{]/.test(text)) return null;
  return { kind: "fields", value: Object.fromEntries(new URLSearchParams(text)) };
}
