import { HttpResponseError, type Session, type Shopify } from "@shopify/shopify-api";
import { whileHoldingLock, type Database } from "~/platform/database/client.server";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Clock } from "~/domain/clock";
import { httpStatusOf } from "~/providers/shopify/http-status";

const REFRESH_WITHIN_MS = 5 * 60_000;

/**
 * The lock under which a shop's tokens change: a second refresh would store a token that is already
 * dead.
 */
export const shopTokenLock = (shop: string) => `shopify-token:${shop}`;

interface Deps {
  db: Database;
  systemClock: Clock;
  shopify: Shopify;
  sessions: SessionStorage;
}

/**
 * A valid offline session of a shop, refreshed once over all processes; null when only the merchant
 * can bring a new one.
 */
export async function offlineSession(deps: Deps, shop: string): Promise<Session | null> {
  const id = deps.shopify.session.getOfflineId(shop);
  const isFresh = (session: Session): boolean =>
    session.accessToken !== undefined &&
    session.accessToken !== "" &&
    (session.expires === undefined || session.expires.getTime() - deps.systemClock.now().getTime() > REFRESH_WITHIN_MS);

  const stored = await deps.sessions.loadSession(id);
  if (stored && isFresh(stored)) return stored;
  return whileHoldingLock(
    deps.db,
    shopTokenLock(shop),
    async () => {
      const current = await deps.sessions.loadSession(id);
      if (current && isFresh(current)) return current;
      if (!current?.refreshToken) return null;
      return refresh(deps, shop, current.refreshToken);
    },
    { wait: true },
  );
}

async function refresh(deps: Deps, shop: string, refreshToken: string): Promise<Session | null> {
  try {
    const { session } = await deps.shopify.auth.refreshToken({ shop, refreshToken });
    await deps.sessions.storeSession(session);
    return session;
  } catch (error) {
    const refused = error instanceof HttpResponseError && httpStatusOf(error) < 500;
    if (refused) return null;
    throw error;
  }
}
