import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** A request whose body has been read. */
export interface SandboxRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The query exactly as sent, without the question mark. */
  rawQuery: string;
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type Handler = (request: SandboxRequest, response: ServerResponse) => Promise<void> | void;

interface Route {
  method: string;
  segments: string[];
  handler: Handler;
}

/** A refusal that the server turns into a JSON answer. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Matches paths such as `/store/orders/:name` and `/apps/track/*`. First match wins; method `*`
 * takes all.
 */
export class Router {
  readonly #routes: Route[] = [];

  add(method: string, pattern: string, handler: Handler): this {
    this.#routes.push({ method, segments: split(pattern), handler });
    return this;
  }

  find(method: string, path: string): { handler: Handler; params: Record<string, string> } | null {
    const parts = split(path);
    for (const route of this.#routes) {
      if (route.method !== "*" && route.method !== method) continue;
      const params = match(route.segments, parts);
      if (params) return { handler: route.handler, params };
    }
    return null;
  }
}

function split(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function match(segments: string[], parts: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment === "*") {
      params["*"] = parts.slice(index).join("/");
      return params;
    }
    const part = parts[index];
    if (part === undefined) return null;
    if (segment.startsWith(":")) params[segment.slice(1)] = decode(part);
    else if (segment !== part) return null;
  }
  return parts.length === segments.length ? params : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpProblem(400, "The address is not well formed");
  }
}

const bodyLimitBytes = 16 * 1024 * 1024;

/** Reads the whole request. */
export async function readRequest(raw: IncomingMessage): Promise<Omit<SandboxRequest, "params">> {
  const target = raw.url ?? "/";
  const cut = target.indexOf("?");
  const rawQuery = cut < 0 ? "" : target.slice(cut + 1);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) throw new HttpProblem(413, "The body is too large for the sandbox");
    chunks.push(chunk);
  }
  return {
    method: raw.method ?? "GET",
    path: cut < 0 ? target : target.slice(0, cut),
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: raw.headers,
    body: Buffer.concat(chunks),
  };
}
