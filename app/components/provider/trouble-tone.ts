import type { BannerProps } from "@shopify/polaris";
import type { Hold } from "~/domain/provider-connection/trouble";

/**
 * Red is kept for what nobody but the merchant can mend; what passes by itself is told without
 * alarm.
 */
export const troubleTone = {
  "not-connected": "warning",
  bad_key: "critical",
  quota: "warning",
  unreachable: "warning",
  unreadable: "warning",
  refused: "warning",
  not_registering: "warning",
  too_fast: "info",
  cap: "warning",
} as const satisfies Record<Hold, BannerProps["tone"]>;
