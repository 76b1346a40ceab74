import { Session, type OnlineAccessInfo } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Database } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import {
  deleteSessions,
  findSession,
  sessionsOfShop,
  upsertSession,
  type StoredSession,
} from "./sessions.queries.server";

/**
 * Shopify's session port on our own table, with every token and every staff member's data sealed.
 */
export class SealedSessionStorage implements SessionStorage {
  constructor(
    private readonly db: Pick<Database, "prisma">,
    private readonly vault: Vault,
  ) {}

  async storeSession(session: Session): Promise<boolean> {
    const user = session.onlineAccessInfo;
    await upsertSession(this.db, {
      id: session.id,
      shop: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      accessTokenEnc: this.seal(session.accessToken),
      refreshTokenEnc: this.seal(session.refreshToken),
      refreshTokenExpires: session.refreshTokenExpires ?? null,
      userEnc: this.seal(user && JSON.stringify(user)),
    });
    return true;
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const row = await findSession(this.db, id);
    return row ? this.open(row) : undefined;
  }

  async deleteSession(id: string): Promise<boolean> {
    await deleteSessions(this.db, [id]);
    return true;
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    await deleteSessions(this.db, ids);
    return true;
  }

  async findSessionsByShop(shop: string): Promise<Session[]> {
    const rows = await sessionsOfShop(this.db, shop);
    return rows.map((row) => this.open(row));
  }

  private seal(text: string | undefined) {
    return text === undefined ? null : new Uint8Array(this.vault.encrypt(text));
  }

  private open(row: StoredSession): Session {
    const unseal = (sealed: Uint8Array | null) => (sealed ? this.vault.decrypt(sealed) : undefined);
    const user = unseal(row.userEnc);
    return new Session({
      id: row.id,
      shop: row.shop,
      state: row.state,
      isOnline: row.isOnline,
      scope: row.scope ?? undefined,
      expires: row.expires ?? undefined,
      accessToken: unseal(row.accessTokenEnc),
      refreshToken: unseal(row.refreshTokenEnc),
      refreshTokenExpires: row.refreshTokenExpires ?? undefined,
      onlineAccessInfo: user === undefined ? undefined : (JSON.parse(user) as OnlineAccessInfo),
    });
  }
}
