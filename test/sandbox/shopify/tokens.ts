import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Collection } from "../state/collection";
import { sameText, verifySessionToken } from "./signatures";

const accessLifeMs = 3_600_000;
const refreshLifeMs = 7_776_000_000;
const scope = "read_orders,read_fulfillments,read_customers,write_app_proxy";

/** An access token with its refresh token. */
export interface TokenPair {
  generation: number;
  accessToken: string;
  /** Null for tokens that never expire. */
  refreshToken: string | null;
  expiresAtMs: number | null;
  refreshExpiresAtMs: number | null;
  /** Whether either half has been used: only then do older refresh tokens die. */
  used: boolean;
}

const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const credentials = { client_id: z.string(), client_secret: z.string() };
const tokenRequest = z.discriminatedUnion("grant_type", [
  z.object({
    ...credentials,
    grant_type: z.literal(exchangeGrant),
    subject_token: z.string(),
    subject_token_type: z.literal("urn:ietf:params:oauth:token-type:id_token"),
    requested_token_type: z.enum([
      "urn:shopify:params:oauth:token-type:offline-access-token",
      "urn:shopify:params:oauth:token-type:online-access-token",
    ]),
    expiring: z.union([z.string(), z.number()]).optional(),
  }),
  z.object({ ...credentials, grant_type: z.literal("refresh_token"), refresh_token: z.string() }),
]);

export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** Issues and checks the app's tokens for the one shop. */
export class TokenOffice {
  constructor(
    private readonly pairs: Collection<TokenPair>,
    private readonly app: { apiKey: string; apiSecret: string },
    private readonly now: () => Date,
  ) {}

  /** `POST /admin/oauth/access_token`. */
  issue(input: unknown): TokenAnswer {
    const parsed = tokenRequest.safeParse(input);
    if (!parsed.success) return refusal("invalid_request", "The request is missing a parameter or has a wrong one");
    const request = parsed.data;
    if (request.client_id !== this.app.apiKey || !sameText(request.client_secret, this.app.apiSecret)) {
      return refusal("application_cannot_be_found", "The app or its secret is unknown");
    }
    if (request.grant_type === "refresh_token") return this.#refresh(request.refresh_token);
    const claims = verifySessionToken(request.subject_token, {
      secret: this.app.apiSecret,
      apiKey: this.app.apiKey,
      at: this.now(),
    });
    if (!claims) return refusal("invalid_subject_token", "The id token is invalid or has expired");
    return this.#newPair(String(request.expiring ?? "0") === "1");
  }

  /** Whether an access token may use the API now; using one settles that its holder received it. */
  accepts(accessToken: string): boolean {
    const pair = this.pairs.get(accessToken);
    if (!pair || (pair.expiresAtMs !== null && pair.expiresAtMs <= this.now().getTime())) return false;
    this.#markUsed(pair);
    return true;
  }

  /** As on uninstall: every token is dead. */
  revokeAll(): void {
    this.pairs.clear();
  }

  #refresh(refreshToken: string): TokenAnswer {
    const pair = this.pairs.values().find((one) => one.refreshToken === refreshToken);
    if (!pair || (pair.refreshExpiresAtMs ?? 0) <= this.now().getTime() || this.#wasReplaced(pair)) {
      return refusal("invalid_grant", "The refresh token is invalid, expired or was replaced");
    }
    this.#markUsed(pair);
    return this.#newPair(true);
  }

  #wasReplaced(pair: TokenPair): boolean {
    return this.pairs.values().some((other) => other.generation > pair.generation && other.used);
  }

  #markUsed(pair: TokenPair): void {
    if (!pair.used) this.pairs.put(pair.accessToken, { ...pair, used: true });
  }

  #newPair(expiring: boolean): TokenAnswer {
    const now = this.now().getTime();
    const pair: TokenPair = {
      generation: 1 + Math.max(0, ...this.pairs.values().map((one) => one.generation)),
      accessToken: `shpat_${randomBytes(16).toString("hex")}`,
      refreshToken: expiring ? `shprt_${randomBytes(16).toString("hex")}` : null,
      expiresAtMs: expiring ? now + accessLifeMs : null,
      refreshExpiresAtMs: expiring ? now + refreshLifeMs : null,
      used: false,
    };
    this.pairs.put(pair.accessToken, pair);
    const lifetimes = expiring
      ? {
          expires_in: accessLifeMs / 1000,
          refresh_token: pair.refreshToken,
          refresh_token_expires_in: refreshLifeMs / 1000,
        }
      : {};
    return { status: 200, body: { access_token: pair.accessToken, scope, ...lifetimes } };
  }
}

function refusal(error: string, description: string): TokenAnswer {
  return { status: 400, body: { error, error_description: description } };
}
