import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";

export const hookTokenHash = (vault: Vault, token: string): Buffer => vault.keyedHash("hook-token", token);

export interface PushingConnection {
  id: string;
  accountId: string;
  kind: string;
  apiKey: string;
  accountEmail: string;
  webhookSecret: string;
}

/** The connection whose secret address was called. */
export async function findConnectionByToken(sql: Sql, vault: Vault, token: string): Promise<PushingConnection | null> {
  const [row] = await sql.query<{
    id: string;
    account_id: string;
    kind: string;
    api_key_enc: Buffer | null;
    account_email_enc: Buffer | null;
    webhook_secret_enc: Buffer | null;
  }>(
    `SELECT connection.id, account_id, connection.kind::text AS kind, api_key_enc, account_email_enc,
            webhook_secret_enc
       FROM connection JOIN account ON account.id = account_id
      WHERE hook_token_hash = $1 AND account.uninstalled_at IS NULL`,
    [hookTokenHash(vault, token)],
  );
  if (!row) return null;
  const open = (sealed: Buffer | null) => (sealed ? vault.decrypt(sealed) : "");
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    apiKey: open(row.api_key_enc),
    accountEmail: open(row.account_email_enc),
    webhookSecret: open(row.webhook_secret_enc),
  };
}
