import { allBrands, brands, keyHeaders, type Brand } from "../contract/brands";
import type { Endpoint } from "../contract/endpoint";
import { endpoints, type EndpointName, type EndpointTypes } from "../contract/endpoints";
import { printEnvelope } from "../contract/envelope";
import { apiCodes, problem, type ApiProblem } from "../contract/errors";
import { problemOf } from "../contract/fields";
import type { Operation, OperationContext, Reply } from "./operation";
import { withDetectedCourier } from "./missing-courier";
import { operations } from "./operations";
import { bodyOf, readBody, type RequestBody } from "./request-body";
import { gatherFields } from "./request-fields";
import { matchRoute } from "./routing";
import type { ApiCaller, TrackingService } from "./service";

/** Where the API hangs in the address space. */
export type Mount = "v2" | "v1";

/** How a mount answers. */
export interface MountSettings {
  /** Decides which endpoints there are. */
  brand: Brand;
  /** Brands that share the address; each is known by the header its key comes in. */
  shared?: readonly Brand[];
  /** Without it, the brand's own way. */
  singleAs?: "object" | "list";
}

/** What a server is made from. */
export interface TrackingServerOptions {
  service: TrackingService;
  /** Counts days on the way; never used for keys or limits. */
  now: () => Date;
  /** Without it: TrackingMore v2 at `v2`, TrackRu v1 and Tracktry v1 at `v1`. */
  mounts?: Record<Mount, MountSettings>;
  /** Told about every crash, which the caller of the API only sees as code 500. */
  report: (error: unknown) => void;
}

/** How one request is to be taken. */
export interface HandleOptions {
  mount: Mount;
  /** A body that came with a GET, which a `Request` cannot hold. */
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

/** What is to be sent, with the headers it needs; to a HEAD, all but the text. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** A server: a function from Request to Response. */
export interface TrackingServer {
  handle(request: Request, options: HandleOptions): Promise<Response>;
  /**
   * The same without the two objects, whose making and reading cost more than a small answer. Never
   * rejects.
   */
  answer(request: PlainRequest, mount: Mount): Promise<PlainAnswer>;
}

/** The addresses of TrackRu and of Tracktry both end in `/v1`. */
const defaultMounts: Record<Mount, MountSettings> = {
  v2: { brand: "trackingmore-v2" },
  v1: { brand: "trackru-v1", shared: ["tracktry-v1"] },
};

/**
 * The compatible server: HTTP 200 with the outcome in `meta.code`, except 413 for a body over 1 MiB
 * and 500 for a crash, both in the envelope too.
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
      const body = () => (getBody === undefined ? readBody(request) : bodyOf(getBody, headers.get("content-encoding")));
      const { text, ...init } = await answer({ method, url: new URL(request.url), headers, body }, mount);
      return new Response(method === "HEAD" ? null : text, init);
    },
  };
}

async function replyTo(
  request: PlainRequest,
  mount: Mount,
  { service, now, mounts = defaultMounts }: TrackingServerOptions,
): Promise<Reply<unknown>> {
  const spoken = spokenBrand(request.headers);
  const { brand, singleAs } = servedBrand(mounts[mount], spoken);
  const { url } = request;
  // As HTTP has it: HEAD is GET whose text is not sent. No endpoint that GET reaches changes or
  // costs anything.
  const method = request.method === "HEAD" ? "GET" : request.method;
  const match = matchRoute(method, withoutMount(url.pathname, mount), brand);
  if (match.kind === "unknown-route") return problem(404);
  if (match.kind === "wrong-method") return problem(405);

  const body = await request.body();
  if (body.kind === "too-large") return problem(413);
  if (body.kind === "unknown-encoding")
    return problem(4012, "Send the body with gzip, deflate or no Content-Encoding.");

  const caller = await authenticate(request.headers, service);
  if ("kind" in caller) return caller;
  if ((await service.admit(caller)) === "too-fast") return problem(429);

  const context: OperationContext = { service, caller, now: now(), singleAs };
  const parts = { path: match.path, query: url.searchParams, headers: request.headers, body };
  return run(match.name, context, parts, brands[spoken ?? brand].needsCourier);
}

/** What is left of a request once it is known which endpoint it means. */
export interface RequestParts {
  path: Record<string, string>;
  query: URLSearchParams;
  headers: Pick<Headers, "get">;
  body: Exclude<RequestBody, { kind: "too-large" | "unknown-encoding" }>;
}

async function run<Name extends EndpointName>(
  name: Name,
  context: OperationContext,
  parts: RequestParts,
  needsCourier: boolean,
): Promise<Reply<EndpointTypes[Name]["emitted"]>> {
  const endpoint: Endpoint<EndpointTypes[Name]> = endpoints[name];
  const operation: Operation<Name> = operations[name];
  const gathered = gatherFields(endpoint.fieldsFrom, parts);
  const fields = needsCourier ? gathered : await withDetectedCourier(name, gathered, context.service);
  if (fields.kind === "problem") return fields;
  const input = endpoint.input.safeParse(fields.value);
  return input.success ? operation(context, input.data) : problemOf(input.error);
}

/** The brand whose header the key came in: what a client was written for. */
function spokenBrand(headers: Pick<Headers, "get">): Brand | undefined {
  return allBrands.find((brand) => headers.get(brands[brand].keyHeader)?.trim());
}

function servedBrand(mount: MountSettings, spoken: Brand | undefined): { brand: Brand; singleAs: "object" | "list" } {
  if (spoken !== undefined && mount.shared?.includes(spoken))
    return { brand: spoken, singleAs: brands[spoken].singleAs };
  return { brand: mount.brand, singleAs: mount.singleAs ?? brands[mount.brand].singleAs };
}

/** A key that never was is 4001; none at all, or one taken back, is 4002. */
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
  // `[]` on failure, even where success gives an object: one client notices failures by nothing
  // else.
  const data = reply.kind === "problem" ? [] : reply.data;
  const text = printEnvelope({ meta: { code: reply.code, type, message }, data });
  return {
    status: reply.code === 413 || reply.code === 500 ? reply.code : 200,
    headers: {
      "content-type": "application/json",
      // Clients that read the socket themselves do not put chunks together; the text is ASCII, so
      // its length is its size.
      "content-length": String(text.length),
      "cache-control": "no-store",
    },
    text,
  };
}
