import { isRefusedByDatabase } from "~/platform/database/client.server";
import { lockTrackings, type NamedTracking } from "~/features/shipments/tracking-changes.queries.server";
import { numberKey } from "~/domain/tracking/number";
import { trackableCouriers } from "~/features/carriers/account-carriers.server";
import { restartUnderCourier } from "./restart-story.server";
import type { FailedAnswer, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import type { CarrierChange, Refused } from "~/tracking-api/server/service";
import { askProvider, openProvider, type AskDeps } from "./ask-provider.server";

/**
 * Gives a tracking another courier: at the provider by its own correction, never by delete and
 * create, and then here. What the wrong courier told is forgotten.
 */
export async function changeCarrier(
  deps: AskDeps & Pick<Services, "jobs" | "handedIn">,
  accountId: string,
  change: CarrierChange,
): Promise<{ kind: "changed" } | Refused> {
  const { db } = deps;
  const code = change.newCarrierCode;
  const courier = (await trackableCouriers(db, accountId, [code]))(code);
  const key = numberKey(change.number);
  const [tracking] = await lockTrackings(db, accountId, [{ courierCode: change.carrierCode, numberKey: key }]);
  if (!tracking) return { kind: "refused", code: 4017 };
  if (!courier) return { kind: "refused", code: 4015 };
  if (courier.code === tracking.courierCode) return { kind: "changed" };
  const there = await lockTrackings(db, accountId, [{ courierCode: courier.code, numberKey: key }]);
  if (there.length > 0) return { kind: "refused", code: 4016 };

  const upstream = await changeUpstream(deps, accountId, tracking, courier.code);
  if (upstream.kind === "refused") return upstream;
  try {
    await restartUnderCourier(deps, accountId, { shipmentId: tracking.id, courierCode: courier.code });
  } catch (error) {
    // Somebody added the pair while the provider was asked.
    if (isRefusedByDatabase(error)) return { kind: "refused", code: 4016 };
    throw error;
  }
  return { kind: "changed" };
}

/**
 * A registration under way would be settled under the wrong courier: the caller tries again when it
 * is over.
 */
async function changeUpstream(
  deps: AskDeps,
  accountId: string,
  tracking: NamedTracking,
  courierCode: string,
): Promise<{ kind: "changed" } | Refused> {
  const { registrationState } = tracking;
  if (registrationState === "sending" || registrationState === "unknown") return { kind: "refused", code: 409 };
  if (registrationState !== "registered") return { kind: "changed" };
  const opened = await openProvider(deps, accountId);
  if ("kind" in opened) return opened;
  if (!opened.provider.capabilities.registers) return { kind: "changed" };
  const key = { number: tracking.numberKey, courierCode: tracking.courierCode };
  const answer = await askProvider(deps, opened, (provider) => provider.changeCourier(key, courierCode));
  if (answer.kind !== "unknown-number") return answer;
  // Changed there before, by a call whose outcome never reached us? Then it is known under the new
  // courier.
  const read = await askProvider(deps, opened, (provider) => readAgain(provider, { ...key, courierCode }));
  return read.kind === "unknown-number" ? { kind: "refused", code: 4017 } : read;
}

async function readAgain(
  provider: TrackingProvider,
  key: { number: string; courierCode: string },
): Promise<{ kind: "changed" } | { kind: "unknown-number" } | FailedAnswer> {
  const answer = await provider.read(key);
  return answer.kind === "read" ? { kind: "changed" } : answer;
}
