import { waybillFifths } from "~/tracking-api/contract/limits";
import type { AirTracking, Refused } from "~/tracking-api/server/service";
import { openProvider, type AskDeps } from "./ask-provider.server";
import { askForPrice } from "./charged-question.server";

/**
 * Asks the account's provider about air waybills, in as many calls as it needs for them. Each has
 * its price: what was told before a call failed is answered, and the rest is missing from the
 * answer.
 */
export async function airCargo(
  deps: AskDeps,
  accountId: string,
  { waybills, lang }: { waybills: readonly string[]; lang: string | null },
): Promise<{ kind: "waybills"; waybills: Record<string, AirTracking> } | Refused> {
  const opened = await openProvider(deps, accountId);
  if ("kind" in opened) return opened;
  const inOneCall = opened.provider.capabilities.waybillsPerCall;
  const waybillsFound: Record<string, AirTracking> = {};
  for (let start = 0; start < waybills.length; start += inOneCall) {
    const some = waybills.slice(start, start + inOneCall);
    const answer = await askForPrice(deps, opened, some.length * waybillFifths, (provider) =>
      provider.airCargo(some, lang),
    );
    if (answer.kind === "refused") {
      if (start === 0) return answer;
      break;
    }
    Object.assign(waybillsFound, answer.waybills);
  }
  return { kind: "waybills", waybills: waybillsFound };
}
