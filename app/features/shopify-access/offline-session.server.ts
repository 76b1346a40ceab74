import { HttpResponseError, type Session, type Shopify } from "@shopify/shopify-api";
import { whileHoldingLock, type Database } from "~/db/client.server";
import type { SealedSessionStorage } from "~/db/sessions.server";
import type { Clock } from "~/domain/clock";
import { httpStatusOf } from "~/providers/shopify/http-status";

const REFRESH_WITHIN_MS = 5 * 60_000;

/** The lock under which a shop's tokens change: a second refresh would store a token that is already dead. */
export const shopTokenLock = (shop: string) => `shopify-token:${shop}`;

interface Parts {
  db: Database;
  wallClock: Clock;
  shopify: Shopify;
  sessions: SealedSessionStorage;
}

/** A valid offline session of a shop, refreshed once over all processes; null when only the merchant can bring a new one. */
export async function offlineSession(parts: Parts, shop: string): Promise<Session | null> {
  const id = parts.shopify.session.getOfflineId(shop);
  const isFresh = (session: Session): boolean =>
    session.accessToken !== undefined &&
    session.accessToken !== "" &&
    (session.expires === undefined || session.expires.getTime() - parts.wallClock.now().getTime() > REFRESH_WITHIN_MS);

  const stored = await parts.sessions.loadSession(id);
  if (stored && isFresh(stored)) return stored;
  return whileHoldingLock(
    parts.db,
    shopTokenLock(shop),
    async () => {
      const current = await parts.sessions.loadSession(id);
      if (current && isFresh(current)) return current;
      if (!current?.refreshToken) return null;
      return refresh(parts, shop, current.refreshToken);
    },
    { wait: true },
  );
}

async function refresh(parts: Parts, shop: string, refreshToken: string): Promise<Session | null> {
  try {
    const { session } = await parts.shopify.auth.refreshToken({ shop, refreshToken });
    await parts.sessions.storeSession(session);
    return session;
  } catch (error) {
    const refused = error instanceof HttpResponseError && httpStatusOf(error) < 500;
    if (refused) return null;
    throw error;
  }
}
