import { GraphqlQueryError, HttpResponseError, type Session, type Shopify } from "@shopify/shopify-api";

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
      try {
        const session = await sessions(shop);
        if (!session) return failed("no-session", "No access to the shop until the merchant opens the app");
        const client = new api.clients.Graphql({ session });
        const answer = await client.request<unknown>(document, { variables, signal: AbortSignal.timeout(timeoutMs) });
        return { kind: "ok", data: answer.data };
      } catch (error) {
        return explain(error);
      }
    },
  };
}

/** GraphQL `errors` still carry whatever was allowed: a protected field comes back null, the rest is there (shopify-facts 2.8). */
function explain(error: unknown): AdminFailure {
  if (error instanceof GraphqlQueryError) {
    const body = error.body as { data?: unknown; errors?: { graphQLErrors?: { extensions?: { code?: string } }[] } };
    const throttled = body.errors?.graphQLErrors?.some((entry) => entry.extensions?.code === "THROTTLED") ?? false;
    return failed(throttled ? "throttled" : "refused", error.message, body.data ?? null);
  }
  if (error instanceof HttpResponseError) {
    return failed(byStatus[error.response.code] ?? "unreachable", `HTTP ${String(error.response.code)}`);
  }
  return failed("unreachable", error instanceof Error ? error.message : String(error));
}
