import type { MerchantSettings } from "~/domain/settings/settings";

export const setupStepNames = ["provider", "customer-fields", "tracking-block", "first-order"] as const;

export type SetupStepName = (typeof setupStepNames)[number];

export interface SetupStep {
  name: SetupStepName;
  isDone: boolean;
}

/** The four things after which Homeward works by itself. */
export function setupSteps(
  settings: Pick<MerchantSettings, "customerFieldsAsked" | "trackingBlockAdded">,
  facts: { isConnected: boolean; hasShipments: boolean },
): SetupStep[] {
  const done: Record<SetupStepName, boolean> = {
    provider: facts.isConnected,
    "customer-fields": settings.customerFieldsAsked,
    "tracking-block": settings.trackingBlockAdded,
    "first-order": facts.hasShipments,
  };
  return setupStepNames.map((name) => ({ name, isDone: done[name] }));
}
