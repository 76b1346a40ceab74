import {
  GraphqlQueryError,
  HttpResponseError,
  HttpThrottlingError,
  type Session,
  type Shopify,
} from "@shopify/shopify-api";
import { z } from "zod";
import { httpStatusOf } from "./http-status";

/** What a query cost, in Shopify's points, and how many are left for the shop. */
export interface QueryCost {
  /** What Shopify sets aside before it answers. */
  requested: number;
  available: number;
  maximum: number;
  restoredPerSecond: number;
}

/** Why the Admin API gave no full answer. Partial data, where there is some, comes along. */
export interface AdminFailure {
  kind: "failed";
  reason:
    | "no-session"
    | "unauthorized"
    | "shop-frozen"
    | "throttled"
    | "too-costly"
    | "not-found"
    | "refused"
    | "unreadable"
    | "unreachable";
  detail: string;
  partial: unknown;
  /** Null where Shopify did not get as far as counting. */
  cost?: QueryCost | null;
  /** How long Shopify asks to be left alone. */
  retryAfterMs?: number | null;
}

export type AdminAnswer = { kind: "ok"; data: unknown; cost?: QueryCost | null } | AdminFailure;

/** The Admin API of one shop, as background work may use it. */
export interface AdminClient {
  /**
   * Runs one GraphQL document. Never throws for anything Shopify may answer; `timeoutMs` covers the
   * whole call.
   */
  query(document: string, variables: Record<string, unknown>, options: { timeoutMs: number }): Promise<AdminAnswer>;
}

/**
 * Gives a valid offline session for a shop, refreshed when it must be, or null when the merchant
 * has to open the app.
 */
export type OfflineSessions = (shop: string) => Promise<Session | null>;

const failed = (reason: AdminFailure["reason"], detail: string, partial: unknown = null): AdminFailure => ({
  kind: "failed",
  reason,
  detail,
  partial,
});

const byStatus: Record<number, AdminFailure["reason"]> = {
  // The library answers so to a body that is cut off, or is not JSON.
  200: "unreadable",
  401: "unauthorized",
  402: "shop-frozen",
  403: "unauthorized",
  404: "not-found",
  423: "shop-frozen",
  429: "throttled",
};

/** Makes Admin API clients for shops. `sessions` owns the tokens and their lock. */
export function adminClientFor(api: Shopify, sessions: OfflineSessions, shop: string): AdminClient {
  return {
    async query(document, variables, { timeoutMs }) {
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const session = await before(deadline, sessions(shop));
        if (!session) return failed("no-session", "No access to the shop until the merchant opens the app");
        const client = new api.clients.Graphql({ session });
        const answer = await client.request<unknown>(document, { variables, signal: deadline });
        return { kind: "ok", data: answer.data, cost: costOf(answer.extensions) };
      } catch (error) {
        return explain(error);
      }
    },
  };
}

/**
 * The work itself goes on: a refreshed token must be stored although nobody waits for it any more.
 */
function before<Result>(deadline: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(new Error("Shopify took too long")), { once: true });
    work.then(resolve, reject);
  });
}

const graphqlFailure = z.object({
  data: z.unknown().optional(),
  extensions: z.unknown().optional(),
  errors: z
    .object({
      graphQLErrors: z.array(z.object({ extensions: z.object({ code: z.string().optional() }).optional() })),
    })
    .catch({ graphQLErrors: [] }),
});
const byCode: Record<string, AdminFailure["reason"]> = { THROTTLED: "throttled", MAX_COST_EXCEEDED: "too-costly" };
const throttling = z.object({ retryAfter: z.number().positive() });

/**
 * GraphQL `errors` still carry whatever was allowed: a protected field comes back null, the rest is
 * there.
 */
function explain(error: unknown): AdminFailure {
  if (error instanceof GraphqlQueryError) {
    const { data, extensions, errors } = graphqlFailure.parse(error.body ?? {});
    const [reason = "refused"] = errors.graphQLErrors.flatMap((entry) => byCode[entry.extensions?.code ?? ""] ?? []);
    const cost = costOf(extensions);
    // A query that asks for more than there ever is would be throttled for ever, however long it
    // waits.
    const neverFits = reason === "throttled" && cost !== null && cost.requested > cost.maximum;
    return { ...failed(neverFits ? "too-costly" : reason, error.message, data ?? null), cost };
  }
  if (error instanceof HttpResponseError) {
    const status = httpStatusOf(error);
    const retry = error instanceof HttpThrottlingError ? throttling.safeParse(error.response) : null;
    const retryAfterMs = retry?.success ? retry.data.retryAfter * 1000 : null;
    return { ...failed(byStatus[status] ?? "unreachable", `HTTP ${String(status)}`), retryAfterMs };
  }
  return failed("unreachable", error instanceof Error ? error.message : String(error));
}

const costExtension = z.object({
  cost: z.object({
    requestedQueryCost: z.number(),
    throttleStatus: z.object({
      maximumAvailable: z.number(),
      currentlyAvailable: z.number(),
      restoreRate: z.number().positive(),
    }),
  }),
});

function costOf(extensions: unknown): QueryCost | null {
  const parsed = costExtension.safeParse(extensions);
  if (!parsed.success) return null;
  const { requestedQueryCost: requested, throttleStatus } = parsed.data.cost;
  return {
    requested,
    available: throttleStatus.currentlyAvailable,
    maximum: throttleStatus.maximumAvailable,
    restoredPerSecond: throttleStatus.restoreRate,
  };
}
