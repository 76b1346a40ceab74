import { problem } from "../contract/errors";
import { manyLimit } from "../contract/limits";
import type { Operation } from "./operation";
import { printItem } from "./print-item";

/** Asks the account's provider now, and answers a list of one. */
export const getRealtime: Operation<"getRealtime"> = async ({ service, caller, now }, request) => {
  const outcome = await service.realtime(caller, request);
  if (outcome.kind === "refused") return problem(outcome.code);
  return { kind: "reply", code: 200, data: { items: [printItem(outcome.record, now)] } };
};

/** Gives a tracking another courier. */
export const changeCarrier: Operation<"changeCarrier"> = async ({ service, caller }, change) => {
  const outcome = await service.changeCarrier(caller, change);
  return outcome.kind === "refused" ? problem(outcome.code) : { kind: "reply", code: 200, data: { Usertag: "" } };
};

/** Prints how long routes take. */
export const getCostTimes: Operation<"getCostTimes"> = async ({ service, caller }, routes) => {
  if (routes.length > manyLimit) return problem(4020);
  const outcome = await service.costTimes(caller, routes);
  if (outcome.kind === "refused") return problem(outcome.code);
  const data = outcome.times.map(({ route, total, delivered, shares, averageDays }) => {
    const [range1, range3, range4, range5, range6] = shares;
    const { carrierCode: carrier_code, originCode: original, destinationCode: destination } = route;
    const ranges = { range1, range3, range4, range5, range6 };
    return { carrier_code, original, destination, total, delivered, ...ranges, average: averageDays };
  });
  return { kind: "reply", code: 200, data };
};

/** Passes a remote-area check on to the account's provider. */
export const checkRemote: Operation<"checkRemote"> = async ({ service, caller }, places) => {
  if (places.length > manyLimit) return problem(4020);
  const outcome = await service.remoteAreas(caller, places);
  if (outcome.kind === "refused") return problem(outcome.code);
  const { other, remote } = outcome.areas;
  // The one page with other words for success.
  const message = "The request was successful.";
  return { kind: "reply", code: 200, message, data: { submitted: places.length, other, remote } };
};

/** Passes air waybills on to the account's provider. */
export const trackAirCargo: Operation<"trackAirCargo"> = async ({ service, caller }, { waybills, lang }) => {
  const outcome = await service.airCargo(caller, waybills, lang);
  return outcome.kind === "refused" ? problem(outcome.code) : { kind: "reply", code: 200, data: outcome.waybills };
};
