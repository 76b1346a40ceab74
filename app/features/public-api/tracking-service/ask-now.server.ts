import { returnAsking, takeAsking } from "~/features/shipments/tracking-changes.queries.server";
import { numberKey } from "~/domain/tracking/number";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import type { Services } from "~/features/services.server";
import type { CreateRequest, Refused } from "~/tracking-api/server/service";
import { sameShipmentIntervalMs } from "~/tracking-api/contract/limits";
import { askProvider, openProvider, type AskDeps } from "./ask-provider.server";
import { createTrackings } from "./create-trackings.server";

/**
 * Has the account's provider asked about a number now, and applies what it tells. A number that was
 * never added is added first, at its price. One whose registration is still on its way has nothing
 * to tell yet: asking for it would register it a second time.
 */
export async function askNow(
  deps: AskDeps & Pick<Services, "jobs" | "handedIn">,
  accountId: string,
  request: CreateRequest,
): Promise<{ kind: "asked" } | Refused> {
  const { db, clock } = deps;
  const [made] = await createTrackings(deps, accountId, [request]);
  if (made?.kind === "refused" && made.code !== 4016) return made;
  const opened = await openProvider(deps, accountId);
  if ("kind" in opened) return opened;

  const startedAt = clock.now();
  const name = { courierCode: request.carrierCode, numberKey: numberKey(request.number) };
  const before = new Date(startedAt.getTime() - sameShipmentIntervalMs);
  const asking = await takeAsking(db, accountId, name, { now: startedAt, before });
  if (asking === "too-soon") return { kind: "refused", code: 429 };
  if (asking === "not-registered") return { kind: "refused", code: 4031 };

  const answer = await askProvider(deps, opened, (provider) => provider.readNow(asking));
  if (answer.kind === "read") {
    await applyUpdates(deps, accountId, [answer.update], startedAt);
    return { kind: "asked" };
  }
  if (answer.kind === "unknown-number") return { kind: "refused", code: 4031 };
  // Nobody was asked after all: the two hours have not begun.
  await returnAsking(db, asking.id);
  return answer;
}
