import type { ProviderFailure } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { otherVersions, type ProviderAddress, type VersionedAddress } from "./api-version";

/**
 * Failures that another version may explain. Want of quota and a demand for silence come from the
 * right one.
 */
const mayBeVersion: Record<ProviderFailure["kind"], boolean> = {
  "bad-key": true,
  quota: false,
  "too-fast": false,
  unreachable: true,
  unreadable: true,
  refused: true,
};

/**
 * The version in which the provider does answer this key, after the chosen one failed; null where
 * none does. It is found by asking: the versions' answers to a strange key or path are alike, and a
 * guess would send the merchant astray. The key goes to the server it was given for and nowhere
 * else.
 */
export async function findOtherVersion(
  { providerFor }: Pick<Services, "providerFor">,
  failed: ProviderAddress & { apiKey: string },
  failure: ProviderFailure,
): Promise<VersionedAddress | null> {
  if (!mayBeVersion[failure.kind]) return null;
  for (const other of otherVersions(failed)) {
    const answer = await providerFor({ ...other, apiKey: failed.apiKey }).test();
    if (answer.kind === "works" || answer.failure.kind === "quota") return other;
  }
  return null;
}
