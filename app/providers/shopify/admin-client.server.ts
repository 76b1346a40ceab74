import { GraphqlQueryError, HttpResponseError, type Session, type Shopify } from "@shopify/shopify-api";
import { httpStatusOf } from "./http-status";

/** Why the Admin API gave no full answer. Partial data, where there is some, comes along. */
export interface AdminFailure {
  kind: "failed";
  reason: "no-session" | "unauthorized" | "shop-frozen" | "throttled" | "not-found" | "refused" | "unreachable";
  detail: string;
  partial: unknown;
}

export type AdminAnswer = { kind: "ok"; data: unknown } | AdminFailure;

/** The Admin API of one shop, as background work may use it. */
export interface AdminClient {
  /** Runs one GraphQL document. Never throws for anything Shopify may answer; `timeoutMs` covers the whole call. */
  query(document: string, variables: Record<string, unknown>, options: { timeoutMs: number }): Promise<AdminAnswer>;
}

/** Gives a valid offline session for a shop, refreshed when it must be, or null when the merchant has to open the app. */
export type OfflineSessions = (shop: string) => Promise<Session | null>;

const failed = (reason: AdminFailure["reason"], detail: string, partial: unknown = null): AdminFailure => ({
  kind: "failed",
  reason,
  detail,
  partial,
});

const byStatus: Record<number, AdminFailure["reason"]> = {
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
        return { kind: "ok", data: answer.data };
      } catch (error) {
        return explain(error);
      }
    },
  };
}

/** The work itself goes on: a refreshed token must be stored although nobody waits for it any more. */
function before<Result>(deadline: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(new Error("Shopify took too long")), { once: true });
    work.then(resolve, reject);
  });
}

/** GraphQL `errors` still carry whatever was allowed: a protected field comes back null, the rest is there (shopify-facts 2.8). */
function explain(error: unknown): AdminFailure {
  if (error instanceof GraphqlQueryError) {
    const body = error.body as { data?: unknown; errors?: { graphQLErrors?: { extensions?: { code?: string } }[] } };
    const throttled = body.errors?.graphQLErrors?.some((entry) => entry.extensions?.code === "THROTTLED") ?? false;
    return failed(throttled ? "throttled" : "refused", error.message, body.data ?? null);
  }
  if (error instanceof HttpResponseError) {
    const status = httpStatusOf(error);
    return failed(byStatus[status] ?? "unreachable", `HTTP ${String(status)}`);
  }
  return failed("unreachable", error instanceof Error ? error.message : String(error));
}
