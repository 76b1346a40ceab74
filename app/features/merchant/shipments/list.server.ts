import { z } from "zod";
import {
  accountHasShipments,
  cursorOf,
  selectCourierCodes,
  selectShipments,
  type ShipmentCursor,
} from "./shipment-list.queries.server";
import { orderNameKey } from "~/domain/orders/order-name";
import { attentionKinds } from "~/domain/shipments/attention";
import { numberKey } from "~/domain/tracking/number";
import type { TrackingStatus } from "~/domain/tracking/status";
import { carriersFor } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";
import { countryName } from "~/domain/carriers/country-name";
import type { ShipmentQuery, ShipmentSort, ShipmentView } from "./shipment-filters";

export const shipmentsPerPage = 50;

const statusesOf: Record<ShipmentView, readonly TrackingStatus[] | null> = {
  all: null,
  "in-transit": ["transit", "pickup"],
  attention: null,
  delivered: ["delivered"],
};

/** One page of the merchant's parcels, with what the filters can offer. */
export async function listShipments(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  query: ShipmentQuery,
) {
  const now = clock.now();
  const statuses = narrow(statusesOf[query.view], query.statuses);
  const after = readCursor(query.after, query.sort);
  const searching = query.search.trim() !== "" || query.customer !== null;
  const [page, courierCodes] = await Promise.all([
    statuses === "none"
      ? { rows: [], hasPrevious: false, hasNext: false }
      : selectShipments(db, {
          accountId,
          now,
          statuses,
          couriers: query.couriers,
          attention: query.attention.length > 0 ? query.attention : query.view === "attention" ? attentionKinds : [],
          search:
            query.search.trim() === ""
              ? null
              : { orderNameKey: orderNameKey(query.search), numberKey: numberKey(query.search) },
          customerEmailHash: query.customer === null ? null : Buffer.from(query.customer, "base64url"),
          archived: query.archived ? true : searching ? null : false,
          sort: query.sort,
          descending: query.descending,
          after,
          before: after === null ? readCursor(query.before, query.sort) : null,
          limit: shipmentsPerPage,
        }),
    selectCourierCodes(db, accountId),
  ]);
  const [first, last] = [page.rows[0], page.rows.at(-1)];
  // The codes of the page are among those of the account's parcels.
  const carriers = await carriersFor(db, accountId, courierCodes);
  return {
    now,
    rows: page.rows.map(({ orderNameKey: _key, ...row }) => ({
      ...row,
      courierName: carriers.name(row.courierCode),
      destinationName: countryName(row.destination),
    })),
    previous: page.hasPrevious && first ? writeCursor(cursorOf(first, query.sort)) : null,
    next: page.hasNext && last ? writeCursor(cursorOf(last, query.sort)) : null,
    couriers: courierCodes.map((code) => ({ code, name: carriers.name(code) })),
    storeIsEmpty: page.rows.length === 0 && courierCodes.length === 0 && !(await accountHasShipments(db, accountId)),
  };
}

export type ShipmentListPage = Awaited<ReturnType<typeof listShipments>>;
export type ShipmentListItem = ShipmentListPage["rows"][number];

function narrow(ofView: readonly TrackingStatus[] | null, chosen: readonly TrackingStatus[]) {
  if (ofView === null) return chosen;
  if (chosen.length === 0) return ofView;
  const both = chosen.filter((status) => ofView.includes(status));
  return both.length === 0 ? "none" : both;
}

const cursorSchema = z.tuple([z.enum(["keyed", "rest"]), z.string(), z.uuid()]);

function writeCursor({ segment, key, id }: ShipmentCursor): string {
  return Buffer.from(JSON.stringify([segment, key, id])).toString("base64url");
}

/** A cursor out of an old or mistyped address is the first page. */
function readCursor(text: string | null, sort: ShipmentSort): ShipmentCursor | null {
  if (text === null) return null;
  try {
    const [segment, key, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    const isMoment = segment === "rest" || sort !== "order";
    return isMoment && Number.isNaN(Date.parse(key)) ? null : { segment, key, id };
  } catch {
    return null;
  }
}
