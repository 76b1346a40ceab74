import type { SupportedProviderKind } from "~/providers/tracking/index.server";

/** How a provider is reached: which API it is spoken to in, and where. */
export interface ProviderAddress {
  kind: SupportedProviderKind;
  baseUrl: string;
}

/**
 * The versions of one provider whose keys are the same: a key says nothing of the version it is
 * for.
 */
const segments = { "trackingmore-v2": "v2", "trackingmore-v4": "v4" } as const;

type VersionedKind = keyof typeof segments;

/** A way to reach a provider in one of the versions of its API. */
export interface VersionedAddress extends ProviderAddress {
  kind: VersionedKind;
}

const versionedKinds: readonly VersionedKind[] = ["trackingmore-v2", "trackingmore-v4"];

/**
 * The other versions that may be meant by an address which did not work, likeliest first; all on
 * the same server, because the key is sent to them. An address that names a version is taken at its
 * word first. Without a version in it, the address stays and only the kind changes. Nothing for
 * kinds with one version.
 */
export function otherVersions({ kind, baseUrl }: ProviderAddress): VersionedAddress[] {
  if (!isVersioned(kind)) return [];
  const named = versionedKinds.find((version) => baseUrl.endsWith(`/${segments[version]}`));
  const others = versionedKinds.map((version) => ({ kind: version, baseUrl: withVersion(baseUrl, version) }));
  return others
    .filter((other) => other.kind !== kind || other.baseUrl !== baseUrl)
    .toSorted((a, b) => Number(b.kind === named) - Number(a.kind === named));
}

/**
 * Whether two addresses are one server, whichever version of its API they name. Both without
 * trailing slash.
 */
export function isSameServer(a: string, b: string): boolean {
  return withVersion(a, "trackingmore-v2") === withVersion(b, "trackingmore-v2");
}

function isVersioned(kind: SupportedProviderKind): kind is VersionedKind {
  return Object.hasOwn(segments, kind);
}

/** Only the last part of the path changes, and only where it is a version. */
function withVersion(baseUrl: string, kind: VersionedKind): string {
  return baseUrl.replace(/(?<=[^/])\/v[24]$/, `/${segments[kind]}`);
}
