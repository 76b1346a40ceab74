import { Session, type OnlineAccessInfo } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Database } from "~/platform/database/client.server";
import type { Session as SessionRow } from "~/platform/database/generated/client";
import type { Vault } from "~/platform/vault.server";

/** Shopify's session port on our own table, with every token and every staff member's data sealed. */
export class SealedSessionStorage implements SessionStorage {
  constructor(
    private readonly db: Pick<Database, "prisma">,
    private readonly vault: Vault,
  ) {}

  async storeSession(session: Session): Promise<boolean> {
    const user = session.onlineAccessInfo;
    const row = {
      shop: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expires: session.expires ?? null,
      accessTokenEnc: this.seal(session.accessToken),
      refreshTokenEnc: this.seal(session.refreshToken),
      refreshTokenExpires: session.refreshTokenExpires ?? null,
      userEnc: this.seal(user && JSON.stringify(user)),
    };
    await this.db.prisma.session.upsert({ where: { id: session.id }, create: { id: session.id, ...row }, update: row });
    return true;
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const row = await this.db.prisma.session.findUnique({ where: { id } });
    return row ? this.open(row) : undefined;
  }

  async deleteSession(id: string): Promise<boolean> {
    await this.db.prisma.session.deleteMany({ where: { id } });
    return true;
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    await this.db.prisma.session.deleteMany({ where: { id: { in: ids } } });
    return true;
  }

  async findSessionsByShop(shop: string): Promise<Session[]> {
    const rows = await this.db.prisma.session.findMany({ where: { shop }, orderBy: { updatedAt: "desc" }, take: 25 });
    return rows.map((row) => this.open(row));
  }

  private seal(text: string | undefined) {
    return text === undefined ? null : new Uint8Array(this.vault.encrypt(text));
  }

  private open(row: SessionRow): Session {
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
