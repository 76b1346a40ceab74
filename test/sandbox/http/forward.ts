import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";

export interface ForwardedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Sends one request over a connection of its own, so that an app that was killed and started again
 * is met by a fresh socket. Rejects when the connection fails or `signal` fires.
 */
export function forward(options: {
  url: string;
  method: string;
  headers: OutgoingHttpHeaders;
  body: Uint8Array | string;
  signal?: AbortSignal;
}): Promise<ForwardedAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      options.url,
      {
        method: options.method,
        headers: { ...options.headers, connection: "close" },
        agent: false,
        signal: options.signal,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
]);

/** Headers that may travel on, with those in `without` left out as well. */
export function endToEndHeaders(headers: IncomingHttpHeaders, without: readonly string[] = []): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !without.includes(name)));
}
