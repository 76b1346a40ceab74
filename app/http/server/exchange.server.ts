import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";

/** A request's body as the bytes it came in, or the news that it is larger than allowed. */
export type BodyRead = { kind: "body"; bytes: Buffer } | { kind: "too-large" } | { kind: "broken" };

/**
 * Reads a body once, never holding more than `limitBytes`. By events, because iterating over the
 * stream took a third of what Node needs for a whole small request.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyRead> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) return Promise.resolve({ kind: "too-large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else resolve({ kind: "too-large" });
    });
    request.once("end", () => resolve({ kind: "body", bytes: Buffer.concat(chunks) }));
    request.once("error", () => resolve({ kind: "broken" }));
    request.once("close", () => resolve({ kind: "broken" }));
  });
}

export function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/**
 * The web's Request for an incoming message whose body was read. Only the address of the app, never
 * one the caller names, makes its URL.
 */
export function toRequest(incoming: IncomingMessage, body: Buffer, appUrl: string, signal: AbortSignal): Request {
  const headers = headersOf(incoming);
  const method = incoming.method ?? "GET";
  const carriesBody = method !== "GET" && method !== "HEAD";
  // An address may bring a host of its own: as `http://host/path`, or where a browser would read
  // `/\host/path` as one.
  const { pathname, search } = new URL(incoming.url ?? "/", appUrl);
  const url = new URL(appUrl);
  url.pathname = pathname;
  url.search = search;
  return new Request(url, { method, headers, signal, ...(carriesBody ? { body: new Uint8Array(body) } : {}) });
}

/** Sends a web Response. The body of a HEAD answer is left out. */
export async function sendResponse(response: Response, outgoing: ServerResponse, isHead: boolean): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (isHead || response.body === null) {
    outgoing.end();
    return;
  }
  // Nothing of it comes later: whole, it leaves in one write, where a stream takes two writes and
  // many turns.
  if (response.headers.get("content-type")?.startsWith("application/json")) {
    outgoing.end(Buffer.from(await response.arrayBuffer()));
    return;
  }
  try {
    // The two stream types describe the same object, once for the web and once for Node.
    await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), outgoing);
  } catch (error) {
    // Whoever asked has hung up; there is nobody left to tell.
    if (!(error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE")) throw error;
  }
}

/**
 * A door whose answers are made with the web's Request and Response. What it throws as a Response
 * is its answer, too.
 */
export function webHandler(
  answer: (request: Request) => Promise<Response>,
  { appUrl, limitBytes }: { appUrl: string; limitBytes: number },
) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, limitBytes);
    if (body.kind === "broken") return void response.destroy();
    if (body.kind === "too-large") {
      sendText(response, 413, `This request is larger than ${limitBytes / 2 ** 20} MiB`);
      return;
    }
    const gone = new AbortController();
    response.on("close", () => {
      // After an answer there is nothing to call off, and each abort makes an error with a stack.
      if (!response.writableFinished) gone.abort();
    });
    const made = await answer(toRequest(request, body.bytes, appUrl, gone.signal)).catch((thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    });
    await sendResponse(made, response, request.method === "HEAD");
  };
}

export function sendText(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.statusCode = status;
  outgoing.setHeader("content-type", "text/plain; charset=utf-8");
  outgoing.end(text);
}
