import { randomBytes } from "node:crypto";
import { hurryWaiting, selectConnection, upsertConnection } from "~/db/connection-settings.server";
import { hookTokenHash } from "~/db/pushes.server";
import { isCallableUrl } from "~/providers/outgoing-fetch.server";
import type { ProviderFailure } from "~/providers/tracking/port";
import type { SupportedProviderKind } from "~/providers/tracking/index.server";
import type { Services } from "~/services.server";

type Parts = Pick<Services, "db" | "vault" | "clock" | "jobs" | "providerFor"> & {
  env: Pick<Services["env"], "ALLOW_PRIVATE_ADDRESSES">;
};

export interface ConnectInput {
  kind: SupportedProviderKind;
  baseUrl: string;
  /** Empty keeps the stored key. */
  apiKey: string;
  /** The e-mail of the account at the provider, the key of its push signature; empty where there is none. */
  accountEmail: string;
}

export type ConnectResult =
  | { kind: "connected"; connectionId: string; hookToken: string }
  | { kind: "bad-address" }
  | { kind: "key-missing" }
  | { kind: "failed"; reason: ProviderFailure["kind"] };

const HOOK_TOKEN_BYTES = 32;

/**
 * Tests a provider and, if it answers, makes it the account's. `test: false` is for a start-up that writes the connection before the
 * provider listens.
 */
export async function connectProvider(
  parts: Parts,
  accountId: string,
  input: ConnectInput,
  options: { test: boolean } = { test: true },
): Promise<ConnectResult> {
  const { db, vault, clock, jobs, env } = parts;
  const baseUrl = input.baseUrl.trim().replace(/\/+$/, "");
  if (!isCallableUrl(baseUrl, { allowPrivate: env.ALLOW_PRIVATE_ADDRESSES })) return { kind: "bad-address" };
  const stored = await selectConnection(db, accountId);
  const storedKey = stored?.apiKeyEnc && stored.baseUrl === baseUrl ? vault.decrypt(stored.apiKeyEnc) : "";
  const apiKey = input.apiKey.trim() || storedKey;
  if (apiKey === "") return { kind: "key-missing" };

  if (options.test) {
    const answer = await parts.providerFor({ kind: input.kind, baseUrl, apiKey }).test();
    if (answer.kind === "failed") return { kind: "failed", reason: answer.failure.kind };
  }
  const token = randomBytes(HOOK_TOKEN_BYTES).toString("base64url");
  const accountEmail = input.accountEmail.trim();
  return db.transaction(async (tx) => {
    const now = clock.now();
    const { id, hookTokenEnc } = await upsertConnection(tx, {
      accountId,
      kind: input.kind,
      baseUrl,
      apiKeyEnc: vault.encrypt(apiKey),
      accountEmailEnc: accountEmail === "" ? null : vault.encrypt(accountEmail),
      hookTokenHash: hookTokenHash(vault, token),
      hookTokenEnc: vault.encrypt(token),
      now,
    });
    await hurryWaiting(tx, accountId, now);
    await jobs.enqueue("work-connection", { connectionId: id }, tx);
    return { kind: "connected", connectionId: id, hookToken: vault.decrypt(hookTokenEnc) };
  });
}
