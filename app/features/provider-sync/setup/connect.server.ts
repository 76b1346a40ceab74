import { randomBytes } from "node:crypto";
import {
  hurryWaiting,
  selectConnection,
  upsertConnection,
} from "~/features/provider-sync/connection/connection-settings.queries.server";
import { hookTokenHash } from "~/features/provider-sync/refresh/pushes.queries.server";
import { isCallableUrl } from "~/providers/outgoing-fetch.server";
import type { ProviderFailure } from "~/providers/tracking/port/tracking-provider";
import type { SupportedProviderKind } from "~/providers/tracking/index.server";
import type { Services } from "~/features/services.server";
import { isSameServer, type VersionedAddress } from "./api-version";
import { findOtherVersion } from "./wrong-version.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "jobs" | "providerFor"> & {
  env: Pick<Services["env"], "ALLOW_PRIVATE_ADDRESSES">;
};

export interface ConnectInput {
  kind: SupportedProviderKind;
  baseUrl: string;
  /** Empty keeps the stored key. */
  apiKey: string;
  /**
   * The e-mail of the account at the provider, the key of its push signature; empty where there is
   * none.
   */
  accountEmail: string;
  /** With which TrackingMore v4 signs its pushes; empty keeps the stored one. */
  webhookSecret: string;
}

export type ConnectResult =
  | { kind: "connected"; connectionId: string; hookToken: string }
  | { kind: "bad-address" }
  | { kind: "key-missing" }
  /** The provider answers this key in another version of its API. Nothing was stored. */
  | { kind: "wrong-version"; use: VersionedAddress }
  | { kind: "failed"; reason: ProviderFailure["kind"] };

const HOOK_TOKEN_BYTES = 32;

/**
 * Tests a provider and, if it answers, makes it the account's. `test: false` is for a start-up that
 * writes the connection before the provider listens.
 */
export async function connectProvider(
  deps: Deps,
  accountId: string,
  input: ConnectInput,
  options: { test: boolean } = { test: true },
): Promise<ConnectResult> {
  const { db, vault, clock, jobs, env } = deps;
  const baseUrl = input.baseUrl.trim().replace(/\/+$/, "");
  if (!isCallableUrl(baseUrl, { allowPrivate: env.ALLOW_PRIVATE_ADDRESSES })) return { kind: "bad-address" };
  const stored = await selectConnection(db, accountId);
  const kept = (sealed: Buffer | null | undefined) =>
    stored && sealed && isSameServer(stored.baseUrl, baseUrl) ? vault.decrypt(sealed) : "";
  const apiKey = input.apiKey.trim() || kept(stored?.apiKeyEnc);
  if (apiKey === "") return { kind: "key-missing" };

  const address = { kind: input.kind, baseUrl, apiKey };
  const provider = deps.providerFor(address);
  if (options.test) {
    const answer = await provider.test();
    if (answer.kind === "failed") {
      const use = await findOtherVersion(deps, address, answer.failure);
      return use ? { kind: "wrong-version", use } : { kind: "failed", reason: answer.failure.kind };
    }
  }
  const token = randomBytes(HOOK_TOKEN_BYTES).toString("base64url");
  const accountEmail = input.accountEmail.trim();
  const webhookSecret = input.webhookSecret.trim() || kept(stored?.webhookSecretEnc);
  return db.transaction(async (tx) => {
    const now = clock.now();
    const { id, hookTokenEnc } = await upsertConnection(tx, {
      accountId,
      kind: input.kind,
      baseUrl,
      apiKeyEnc: vault.encrypt(apiKey),
      accountEmailEnc: accountEmail === "" ? null : vault.encrypt(accountEmail),
      webhookSecretEnc: webhookSecret === "" ? null : vault.encrypt(webhookSecret),
      paceIntervalMs: provider.capabilities.paceIntervalMs,
      hookTokenHash: hookTokenHash(vault, token),
      hookTokenEnc: vault.encrypt(token),
      now,
    });
    await hurryWaiting(tx, accountId, now);
    await jobs.enqueue("work-connection", { connectionId: id }, tx);
    return { kind: "connected", connectionId: id, hookToken: vault.decrypt(hookTokenEnc) };
  });
}
