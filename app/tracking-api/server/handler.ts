import { brands, keyHeaders, type Brand } from "../contract/brands";
import type { Endpoint } from "../contract/endpoint";
import { endpoints, type EndpointName, type EndpointTypes } from "../contract/endpoints";
import { printEnvelope } from "../contract/envelope";
import { apiCodes, problem, type ApiProblem } from "../contract/errors";
import { problemOf } from "../contract/fields";
import type { Operation, OperationContext, Reply } from "./operation";
import { operations } from "./operations";
import { parseBody, readBody, type RequestBody } from "./request-body";
import { gatherFields } from "./request-fields";
import { matchRoute } from "./routing";
import type { ApiCaller, TrackingService } from "./service";

/** Where the API hangs in the address space. */
export type Mount = "v2" | "v1";

/** How a mount answers. */
export interface MountSettings {
  /** Decides which endpoints there are. */
  brand: Brand;
  /** Without it, the brand's own way. */
  singleAs?: "object" | "list";
}

/** What a server is made from. */
export interface TrackingServerOptions {
  service: TrackingService;
  /** Counts days on the way; never used for keys or limits. */
  now: () => Date;
  /** Without it: TrackingMore v2 at `v2`, TrackRu v1 at `v1`. */
  mounts?: Record<Mount, MountSettings>;
  /** Told about every crash, which the caller of the API only sees as code 500. */
  report: (error: unknown) => void;
}

/** How one request is to be taken. */
export interface HandleOptions {
  mount: Mount;
  /** A body that came with a GET, which a `Request` cannot hold (SPEC §2 note 5). */
  getBody?: Uint8Array;
}

/** A request whose parts are at hand, for a server that would only take a `Request` apart again. */
export interface PlainRequest {
  method: string;
  /** Its path begins with the mount; its host does not count. */
  url: URL;
  headers: Pick<Headers, "get">;
  /** Asked for once it is clear that the request means something here. */
  body: () => RequestBody | Promise<RequestBody>;
}

/** What is to be sent, with the headers it needs. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** A server: a function from Request to Response. */
export interface TrackingServer {
  handle(request: Request, options: HandleOptions): Promise<Response>;
  /** The same without the two objects, whose making and reading cost more than a small answer. Never rejects. */
  answer(request: PlainRequest, mount: Mount): Promise<PlainAnswer>;
}

const defaultMounts: Record<Mount, MountSettings> = { v2: { brand: "trackingmore-v2" }, v1: { brand: "trackru-v1" } };

/**
 * The compatible server (SPEC §2): HTTP 200 with the outcome in `meta.code`, except 413 for a body over 1 MiB and 500 for
 * a crash, both in the envelope too.
 */
export function createTrackingServer(options: TrackingServerOptions): TrackingServer {
  const answer = async (request: PlainRequest, mount: Mount): Promise<PlainAnswer> => {
    try {
      return printed(await replyTo(request, mount, options));
    } catch (error) {
      options.report(error);
      return printed(problem(500));
    }
  };
  return {
    answer,
    async handle(request, { mount, getBody }) {
      const { method, headers } = request;
      const body = () => (getBody === undefined ? readBody(request) : parseBody(getBody));
      const { text, ...init } = await answer({ method, url: new URL(request.url), headers, body }, mount);
      return new Response(text, init);
    },
  };
}

async function replyTo(
  request: PlainRequest,
  mount: Mount,
  { service, now, mounts = defaultMounts }: TrackingServerOptions,
): Promise<Reply<unknown>> {
  const { brand, singleAs = brands[brand].singleAs } = mounts[mount];
  const { url } = request;
  const match = matchRoute(request.method, withoutMount(url.pathname, mount), brand);
  if (match.kind === "unknown-route") return problem(404);
  if (match.kind === "wrong-method") return problem(405);

  const body = await request.body();
  if (body.kind === "too-large") return problem(413);

  const caller = await authenticate(request.headers, service);
  if ("kind" in caller) return caller;
  if ((await service.admit(caller)) === "too-fast") return problem(429);

  const context: OperationContext = { service, caller, now: now(), singleAs };
  return run(match.name, context, { path: match.path, query: url.searchParams, headers: request.headers, body });
}

/** What is left of a request once it is known which endpoint it means. */
export interface RequestParts {
  path: Record<string, string>;
  query: URLSearchParams;
  headers: Pick<Headers, "get">;
  body: Exclude<RequestBody, { kind: "too-large" }>;
}

async function run<Name extends EndpointName>(
  name: Name,
  context: OperationContext,
  parts: RequestParts,
): Promise<Reply<EndpointTypes[Name]["emitted"]>> {
  const endpoint: Endpoint<EndpointTypes[Name]> = endpoints[name];
  const operation: Operation<Name> = operations[name];
  const fields = gatherFields(endpoint.fieldsFrom, parts);
  if (fields.kind === "problem") return fields;
  const input = endpoint.input.safeParse(fields.value);
  return input.success ? operation(context, input.data) : problemOf(input.error);
}

/** A key that never was is 4001; none at all, or one taken back, is 4002 (SPEC §2, D20). */
async function authenticate(headers: Pick<Headers, "get">, service: TrackingService): Promise<ApiCaller | ApiProblem> {
  const key = keyHeaders.map((name) => headers.get(name)?.trim()).find(Boolean);
  if (key === undefined) return problem(4002);
  const caller = await service.authenticate(key);
  if (caller === "unknown") return problem(4001);
  return caller === "revoked" ? problem(4002) : caller;
}

function withoutMount(pathname: string, mount: Mount): string {
  return pathname.replace(new RegExp(`^/+${mount}(?=/|$)`), "");
}

function printed(reply: Reply<unknown>): PlainAnswer {
  const { type, message } = { ...apiCodes[reply.code], ...reply };
  // `[]` on failure, even where success gives an object: one client notices failures by nothing else (SPEC §2 note 4).
  const data = reply.kind === "problem" ? [] : reply.data;
  return {
    status: reply.code === 413 || reply.code === 500 ? reply.code : 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    text: printEnvelope({ meta: { code: reply.code, type, message }, data }),
  };
}
