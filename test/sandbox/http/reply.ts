import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { z } from "zod";
import { HttpProblem } from "./router";

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { "content-type": "application/json; charset=utf-8" }, JSON.stringify(value));
}

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  send(response, status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }, html);
}

export function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array,
): void {
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(status, headers);
  response.end(body);
}

/** Parses a JSON body with a schema; an empty body counts as `{}`. */
export function readJson<T>(schema: z.ZodType<T>, body: Buffer): T {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
  } catch {
    throw new HttpProblem(400, "The body is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
    throw new HttpProblem(400, faults.join("; "));
  }
  return parsed.data;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** JSON that may stand inside a `<script>` element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

/** Fires when the caller hangs up before it was answered. */
export function whenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const check = () => {
    if (!response.writableEnded) controller.abort();
  };
  if (response.destroyed) check();
  else response.once("close", check);
  return controller.signal;
}
