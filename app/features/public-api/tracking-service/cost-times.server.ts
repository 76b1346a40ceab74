import { routeTimes } from "./cost-times.queries.server";
import { trackableCouriers } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";
import type { CostTime, Refused, Route } from "~/tracking-api/server/service";

/**
 * How long routes took, from an account's own delivered parcels; a route nobody used has none, and
 * no shares. A courier that the account could not track with and that carried no parcel there is
 * refused: zeros would say that there is one.
 */
export async function costTimes(
  { db }: Pick<Services, "db">,
  accountId: string,
  routes: readonly Route[],
): Promise<{ kind: "times"; times: CostTime[] } | Refused> {
  const courierOf = await trackableCouriers(
    db,
    accountId,
    routes.map((route) => route.carrierCode),
  );
  const keys = routes.map((route) => ({
    ...route,
    courierCode: courierOf(route.carrierCode)?.code ?? route.carrierCode,
  }));
  const times = await routeTimes(db, accountId, keys);
  const rows = times.flatMap(({ total, delivered, counts, averageDays }, index) => {
    const route = routes[index];
    if (!route) return [];
    const share = (count: number) => (delivered === 0 ? 0 : round(count / delivered));
    const [week, twoWeeks, month, twoMonths, longer] = counts;
    const shares: CostTime["shares"] = [share(week), share(twoWeeks), share(month), share(twoMonths), share(longer)];
    return [{ route, total, delivered, shares, averageDays: round(averageDays) }];
  });
  const isUnknown = rows.some(({ total, route }) => total === 0 && !courierOf(route.carrierCode));
  return isUnknown ? { kind: "refused", code: 4015 } : { kind: "times", times: rows };
}

/** Four digits are more than anybody's parcels can tell apart. */
const round = (value: number) => Math.round(value * 10_000) / 10_000;
