import type { ServerResponse } from "node:http";
import { MemoryTrackingService } from "#test/tracking-api/memory-service";
import { readBody, sendResponse, toRequest } from "~/http/server/exchange.server";
import { createTrackingServer } from "~/tracking-api/server/handler";
import type { ApiCaller, CreateRequest } from "~/tracking-api/server/service";
import { serve } from "./serve";

export const PROVIDER_KEY = "good";
export const PROVIDER_ACCOUNT = "provider-account";

export type FaultMode =
  | "http500"
  | "reset"
  | "timeout"
  | "rate429"
  | "html"
  | "half"
  | "quota"
  | "badkey"
  | "refused"
  | "fewer"
  | "stranger"
  | "twice"
  | "late"
  | "rewritten";

export interface Fault {
  mode: FaultMode;
  /** Before or after the provider has done the work. */
  when: "before" | "after";
  /** Part of the path of the calls it meets; all when missing. */
  path?: string;
  /** How many calls; one when missing. */
  calls?: number;
  /**
   * For `rewritten`: what is sent in place of the answer, which is null where the work was not
   * done.
   */
  rewrite?: (answer: string | null) => string;
}

export interface RecordedCall {
  method: string;
  path: string;
  /** As sent in a create. */
  items: Record<string, unknown>[];
  /** The numbers asked for in a look-up. */
  numbers: string[];
}

export interface ScriptedProvider extends AsyncDisposable {
  baseUrl: string;
  memory: MemoryTrackingService;
  calls: RecordedCall[];
  /** What each pair has cost, by `number|courier`. */
  charges: Map<string, number>;
  /** How often each pair came in a create, done or not. */
  submissions: Map<string, number>;
  /** Charges every create it carries out, also of what it has already. */
  chargeEveryCreate: boolean;
  fail(...faults: Fault[]): void;
  /** Ends every fault. */
  lift(): void;
  /** Crashes at every create that has this number in it, before any of the work is done. */
  breakOn(number: string): void;
  /** Runs before each answer leaves; the work is done by then. */
  beforeAnswer: (path: string) => void | Promise<void>;
  /** Carries out the calls that met "late": their callers have given up by then. */
  finishLate: () => Promise<void>;
}

/**
 * A provider that speaks the v2 API over real HTTP, forgets nothing about calls and charges, and
 * misbehaves as told.
 */
export async function startScriptedProvider(options: { now: () => Date }): Promise<ScriptedProvider> {
  const caller = { accountId: PROVIDER_ACCOUNT, keyId: "key" };
  const faults: (Fault & { calls: number })[] = [];
  const broken = new Set<string>();
  const late: (() => Promise<unknown>)[] = [];
  const count = (map: Map<string, number>, pair: string) => map.set(pair, (map.get(pair) ?? 0) + 1);

  class ChargingService extends MemoryTrackingService {
    override async create(who: ApiCaller, requests: readonly CreateRequest[]) {
      const outcomes = await super.create(who, requests);
      for (const [index, outcome] of outcomes.entries()) {
        const request = requests[index];
        const exists = outcome.kind === "refused" && outcome.code === 4016;
        if (request && (outcome.kind === "created" || (exists && scripted.chargeEveryCreate))) {
          count(scripted.charges, pairOf(request));
        }
      }
      return outcomes;
    }
  }
  const memory = new ChargingService({ keys: { [PROVIDER_KEY]: caller }, now: options.now });
  const server = createTrackingServer({
    service: memory,
    now: options.now,
    report: (error) => served.crashes.push(error),
  });

  const take = (path: string): Fault | null => {
    const fault = faults.find((entry) => entry.calls > 0 && path.includes(entry.path ?? ""));
    if (fault) fault.calls -= 1;
    return fault ?? null;
  };

  const served = await serve(async (request, response, url) => {
    const body = await readBody(request, 4 * 1024 * 1024);
    if (body.kind !== "body") throw new Error("The provider of this test could not read a call");
    const items = itemsOf(body.bytes);
    const numbers = url.searchParams.get("numbers")?.split(",") ?? [];
    scripted.calls.push({ method: request.method ?? "", path: url.pathname, items, numbers });
    if (request.method === "POST") {
      for (const item of items)
        count(scripted.submissions, `${String(item.tracking_number)}|${String(item.carrier_code)}`);
    }
    const call = toRequest(request, body.bytes, served.url, new AbortController().signal);
    const work = () => server.handle(call, { mount: "v2" });
    if (items.some((item) => broken.has(String(item.tracking_number)))) {
      return misbehave({ mode: "http500", when: "before" }, null, response);
    }
    const fault = take(url.pathname);
    if (fault?.mode === "late") return void late.push(work);
    if (fault?.when === "before") return misbehave(fault, null, response);
    const answer = await work();
    await scripted.beforeAnswer(url.pathname);
    if (fault) return misbehave(fault, await answer.text(), response);
    await sendResponse(answer, response, false);
  });

  const scripted: ScriptedProvider = {
    baseUrl: `${served.url}/v2`,
    memory,
    calls: [],
    charges: new Map(),
    submissions: new Map(),
    chargeEveryCreate: false,
    lift: () => void faults.splice(0),
    breakOn: (number) => void broken.add(number),
    fail: (...more) => void faults.push(...more.map((fault) => ({ calls: 1, ...fault }))),
    beforeAnswer: () => undefined,
    finishLate: async () => {
      for (const work of late.splice(0)) await work();
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
  return scripted;
}

const pairOf = (request: CreateRequest) => `${request.number}|${request.carrierCode}`;

function itemsOf(body: Buffer): Record<string, unknown>[] {
  if (body.length === 0) return [];
  const parsed = JSON.parse(body.toString("utf8")) as Record<string, unknown> | Record<string, unknown>[];
  return Array.isArray(parsed) ? parsed : [parsed];
}

function misbehave({ mode, rewrite }: Fault, done: string | null, response: ServerResponse): void {
  const answer = (status: number, body: string) => {
    response.statusCode = status;
    response.setHeader("content-type", "application/json");
    response.end(body);
  };
  const refuse = (code: number) =>
    answer(200, JSON.stringify({ meta: { code, type: "Refused", message: "No." }, data: [] }));
  switch (mode) {
    case "http500":
      return answer(500, "Internal Server Error");
    case "reset":
      return void response.destroy();
    case "timeout":
    case "late":
      // Nothing is ever said; the caller gives up, and the server's end closes the rest.
      return;
    case "rate429":
      return refuse(429);
    case "quota":
      return refuse(4021);
    case "badkey":
      return refuse(4001);
    case "refused":
      return refuse(4020);
    case "html":
      return answer(200, "<!doctype html><title>Service notice</title>");
    case "half":
      return answer(200, done === null ? '{"meta":{"code":200,' : done.slice(0, done.length / 2));
    case "rewritten":
      return answer(200, rewrite?.(done) ?? "");
    case "fewer":
      return answer(
        200,
        changed(done, (trackings) => trackings.slice(1)),
      );
    case "stranger":
      return answer(
        200,
        changed(done, (trackings) => trackings.map((entry) => ({ ...entry, tracking_number: "STRANGER1" }))),
      );
    case "twice":
      return answer(
        200,
        changed(done, (trackings) => [...trackings, ...trackings]),
      );
  }
}

type Entry = Record<string, unknown>;

/** The provider's batch answer with other entries; without an answer, one that tells of nothing. */
function changed(done: string | null, change: (trackings: Entry[]) => Entry[]): string {
  const empty = {
    meta: { code: 200, type: "Success", message: "Success" },
    data: { trackings: [] as Entry[], errors: [] },
  };
  const answer = done === null ? empty : (JSON.parse(done) as typeof empty);
  if (!Array.isArray(answer.data.trackings)) return JSON.stringify(answer);
  return JSON.stringify({ ...answer, data: { ...answer.data, trackings: change(answer.data.trackings) } });
}
