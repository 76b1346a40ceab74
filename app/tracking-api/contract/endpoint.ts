import type { z } from "zod";
import type { Brand } from "./brands";
import type { ProblemCode } from "./errors";

/** HTTP methods of this API. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What a client puts where. */
export interface WireRequest {
  /** For the braces of the path template. */
  path?: Record<string, string | null>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON; left out means no body. */
  body?: unknown;
}

/** What the five types of one endpoint are called in `EndpointTypes`. */
export interface Shape {
  /** What the client method takes. */
  ask: unknown;
  /** What the server's operation gets once the request passed the door. */
  accepted: unknown;
  /** `data` as the client reads it off the wire. */
  data: unknown;
  /** What the client method gives. */
  answer: unknown;
  /** `data` as the server prints it. */
  emitted: unknown;
}

/** A limit on how often an endpoint is called, where it has one of its own instead of the key's. */
export interface EndpointPace<Ask> {
  everyMs: number;
  /** Calls that ask the same thing, and how far apart they have to be. */
  same: { everyMs: number; keyOf: (ask: Ask) => string };
}

/** One endpoint as data: client methods and server operations are both made from it. */
export interface Endpoint<S extends Shape> {
  summary: string;
  method: Method;
  /** Also taken by the server because real clients send it. */
  alsoMethods: readonly Method[];
  /** Below the base address; `{name}` is a part, `{name?}` an optional last one. */
  path: string;
  brands: readonly Brand[];
  /** Most entries one call takes or gives, null where it is about one thing. */
  limit: number | null;
  /** Refusals of its own, besides those every endpoint has (key, rate, method, size). */
  codes: readonly ProblemCode[];
  /**
   * What `errors` of the answer can say of single entries, where the door judges each by itself.
   */
  entryCodes?: readonly ProblemCode[];
  /**
   * Where the server finds the fields: path parts, with or without a body's, the merged query and
   * body, the body alone, headers.
   */
  fieldsFrom: "path" | "path-and-body" | "query-and-body" | "body" | "headers";
  /** The door: loose input in, accepted input out; refusals carry their code (`problemOf`). */
  input: z.ZodType<S["accepted"]>;
  /**
   * What one entry of a list should be, where the door judges each entry by itself; for the
   * documents.
   */
  entry?: z.ZodType;
  /** What the client sends for an ask. */
  send: (ask: S["ask"], brand: Brand) => WireRequest;
  /** `data` as other servers spell it. */
  data: z.ZodType<S["data"]>;
  /**
   * What the client makes of it. `repeated`: an earlier attempt may have been carried out without
   * an answer reaching us.
   */
  answer: (data: S["data"], ask: S["ask"], repeated: boolean) => S["answer"];
  /** What 4031 means to the client; null where it is a refusal like others. */
  whenEmpty: (() => S["answer"]) | null;
  /** `data` as our server prints it, strict. */
  emitted: z.ZodType<S["emitted"]>;
  /** Whether a call may be repeated without doing something twice. */
  safeToRepeat: boolean;
  /**
   * The refusal that, on a repeat, only says that the attempt before it was carried out: then the
   * call is done.
   */
  doneWhenRepeated?: { code: ProblemCode; answer: () => S["answer"] };
  /** Left out where calls keep the pace of their key. */
  pace?: EndpointPace<S["ask"]>;
}
