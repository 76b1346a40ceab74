import { carrierFeedProvider } from "./carrier-feed/provider.server";
import type { ProviderConnection, TrackingProvider, TrackingProviderKind } from "./port/tracking-provider";
import { trackingMoreV2Provider } from "./trackingmore-v2/provider.server";
import { trackingMoreV4Provider } from "./trackingmore-v4/provider.server";

/** Kinds with an adapter: all of them. */
export type SupportedProviderKind = TrackingProviderKind;

const adapters: Record<SupportedProviderKind, (connection: ProviderConnection) => TrackingProvider> = {
  "trackingmore-v2": (connection) => trackingMoreV2Provider("trackingmore-v2", connection),
  "trackingmore-v4": trackingMoreV4Provider,
  "trackru-v1": (connection) => trackingMoreV2Provider("trackru-v1", connection),
  "carrier-feed": carrierFeedProvider,
};

/** Whether a stored kind has an adapter. */
export function isSupportedProvider(kind: string): kind is SupportedProviderKind {
  return Object.hasOwn(adapters, kind);
}

/** The adapter for a connection. Keep none for longer than the connection's settings live. */
export function trackingProvider(kind: SupportedProviderKind, connection: ProviderConnection): TrackingProvider {
  return adapters[kind](connection);
}
