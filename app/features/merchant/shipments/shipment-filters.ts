import { attentionKinds, type AttentionKind } from "~/domain/shipments/attention";
import { trackingStatuses, type TrackingStatus } from "~/domain/tracking/status";

/** The tabs of the list. */
export const shipmentViews = ["all", "in-transit", "attention", "delivered"] as const;
export type ShipmentView = (typeof shipmentViews)[number];

/** What the list can be sorted by: when it was sent, its newest event, its order. */
export const shipmentSorts = ["shipped", "event", "order"] as const;
export type ShipmentSort = (typeof shipmentSorts)[number];

/** What the list shows; all of it stands in the address. */
export interface ShipmentQuery {
  view: ShipmentView;
  /**
   * An order or a tracking number, or the beginning of one. Never an e-mail address: those stay out
   * of addresses.
   */
  search: string;
  /** Instead: the keyed hash of a customer's e-mail address, unreadable to whoever sees it. */
  customer: string | null;
  statuses: TrackingStatus[];
  couriers: string[];
  attention: AttentionKind[];
  archived: boolean;
  sort: ShipmentSort;
  descending: boolean;
  /** Opaque: the page after, or before, the row it names. */
  after: string | null;
  before: string | null;
}

export const firstQuery: ShipmentQuery = {
  view: "all",
  search: "",
  customer: null,
  statuses: [],
  couriers: [],
  attention: [],
  archived: false,
  sort: "shipped",
  descending: true,
  after: null,
  before: null,
};

const maxSearchLength = 200;
const maxCouriers = 50;

/** Reads the address. What is not understood is left out: an old bookmark still opens. */
export function readShipmentQuery(params: URLSearchParams): ShipmentQuery {
  const list = (name: string) =>
    params
      .getAll(name)
      .flatMap((value) => value.split(","))
      .filter(Boolean);
  const [sort, direction] = (params.get("sort") ?? "").split(" ");
  return {
    view: shipmentViews.find((view) => view === params.get("view")) ?? firstQuery.view,
    search: (params.get("q") ?? "").slice(0, maxSearchLength),
    customer: params.get("customer"),
    statuses: trackingStatuses.filter((status) => list("status").includes(status)),
    couriers: [...new Set(list("carrier"))].slice(0, maxCouriers),
    attention: attentionKinds.filter((kind) => list("attention").includes(kind)),
    archived: params.get("archived") === "1",
    sort: shipmentSorts.find((known) => known === sort) ?? firstQuery.sort,
    descending: direction !== "asc",
    after: params.get("after"),
    before: params.get("before"),
  };
}

/** The address of a query; what is as at first stays out of it. */
export function writeShipmentQuery(query: ShipmentQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (query.view !== firstQuery.view) params.set("view", query.view);
  if (query.search !== "") params.set("q", query.search);
  if (query.customer !== null) params.set("customer", query.customer);
  if (query.statuses.length > 0) params.set("status", query.statuses.join(","));
  if (query.couriers.length > 0) params.set("carrier", query.couriers.join(","));
  if (query.attention.length > 0) params.set("attention", query.attention.join(","));
  if (query.archived) params.set("archived", "1");
  if (query.sort !== firstQuery.sort || !query.descending) {
    params.set("sort", `${query.sort} ${query.descending ? "desc" : "asc"}`);
  }
  if (query.after !== null) params.set("after", query.after);
  if (query.before !== null) params.set("before", query.before);
  return params;
}
