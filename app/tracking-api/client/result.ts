import type { emptyCode, SuccessCode } from "../contract/errors";

/**
 * Nobody answered, or something on the way answered in the API's place. Whether the call was
 * carried out is unknown.
 */
export interface Unreachable {
  kind: "unreachable";
  reason: "timeout" | "connection" | "http";
  /** The HTTP status, for `http`. */
  status: number | null;
}

/**
 * Something answered that is not an answer of this API. Whether the call was carried out is
 * unknown.
 */
export interface Unreadable {
  kind: "unreadable";
  reason: "not-json" | "wrong-shape" | "truncated" | "empty" | "html" | "too-large";
}

/** How a call ended. Nothing is thrown for what a server or a network can do. */
export type CallResult<T> =
  | { kind: "ok"; code: SuccessCode | typeof emptyCode; data: T }
  | { kind: "api-error"; code: number; type: string; message: string }
  | { kind: "rate-limited"; retryAfterMs: number }
  | Unreachable
  | Unreadable;
