import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** `X-Shopify-Hmac-Sha256`: base64 HMAC-SHA256 of the raw body with the app's secret. */
export function webhookSignature(secret: string, rawBody: string | Uint8Array): string {
  return createHmac("sha256", secret).update(rawBody).digest("base64");
}

/**
 * `signature` of an app-proxy query: values of one key joined by commas, pairs sorted, nothing
 * between them, hex.
 */
export function proxySignature(secret: string, query: URLSearchParams): string {
  const pairs = [...new Set(query.keys())]
    .filter((key) => key !== "signature")
    .map((key) => `${key}=${query.getAll(key).join(",")}`)
    .sort();
  return createHmac("sha256", secret).update(pairs.join("")).digest("hex");
}

export interface SessionTokenClaims {
  iss?: string;
  dest: string;
  aud: string;
  sub?: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid?: string;
}

/** The token App Bridge hands to the embedded app: lives one minute. */
export function adminSessionToken(options: { shop: string; apiKey: string; secret: string; at: Date }): string {
  const now = Math.floor(options.at.getTime() / 1000);
  return signJwt(options.secret, {
    iss: `https://${options.shop}/admin`,
    dest: `https://${options.shop}`,
    aud: options.apiKey,
    sub: "1",
    exp: now + 60,
    nbf: now - 1,
    iat: now,
    jti: randomUUID(),
    sid: "sandbox-session",
  });
}

/** The token a customer-account extension gets; `customerId` only where the buyer is signed in. */
export function customerSessionToken(options: {
  shop: string;
  apiKey: string;
  secret: string;
  at: Date;
  customerId: string | null;
}): string {
  const now = Math.floor(options.at.getTime() / 1000);
  return signJwt(options.secret, {
    dest: options.shop,
    aud: options.apiKey,
    ...(options.customerId ? { sub: `gid://shopify/Customer/${options.customerId}` } : {}),
    exp: now + 300,
    nbf: now - 1,
    iat: now,
    jti: randomUUID(),
  });
}

function signJwt(secret: string, claims: SessionTokenClaims): string {
  const head = encode({ alg: "HS256", typ: "JWT" });
  const body = encode(claims);
  return `${head}.${body}.${jwtSignature(secret, `${head}.${body}`)}`;
}

/** Checks a session token as Shopify does before it exchanges it. Null when it must be refused. */
export function verifySessionToken(
  token: string,
  options: { secret: string; apiKey: string; at: Date },
): SessionTokenClaims | null {
  const [head, body, signature] = token.split(".");
  if (!head || !body || !signature) return null;
  if (!sameText(signature, jwtSignature(options.secret, `${head}.${body}`))) return null;
  try {
    const { alg } = JSON.parse(Buffer.from(head, "base64url").toString()) as { alg?: string };
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Partial<SessionTokenClaims>;
    const now = options.at.getTime() / 1000;
    const { dest, aud, exp = 0, nbf = 0, iat = 0, jti = "" } = claims;
    if (alg !== "HS256" || !dest || aud !== options.apiKey || exp < now || nbf > now + 10) return null;
    return { ...claims, dest, aud, exp, nbf, iat, jti };
  } catch {
    return null;
  }
}

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function jwtSignature(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("base64url");
}
