import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { lastSecondField, unixSecondsField } from "./fields";
import { lenientCount } from "./lenient";
import { printListQuery, type TimeRange } from "./list";
import type { StatusWord } from "./words";

/** Which trackings are counted. */
export interface CountQuery {
  createdAt: TimeRange;
  /** An item without an order time passes an upper bound and fails a lower one, as in the list. */
  orderCreatedAt: TimeRange;
}

const ofEach = <Value extends z.ZodType>(value: Value) => ({
  pending: value,
  notfound: value,
  transit: value,
  pickup: value,
  delivered: value,
  undelivered: value,
  exception: value,
  expired: value,
});

const countsAnswer = z.object(ofEach(lenientCount));
const emittedCounts = z.strictObject(ofEach(z.int()));

/** The types behind `GET /trackings/getstatusnumber`. */
export interface CountStatuses {
  ask: Partial<CountQuery>;
  accepted: CountQuery;
  data: Record<StatusWord, number | null>;
  answer: Record<StatusWord, number | null>;
  emitted: Record<StatusWord, number>;
}

/** `GET /trackings/getstatusnumber`: a number for each of the eight words, zeros too. */
export const countStatuses: Endpoint<CountStatuses> = {
  summary: "Count trackings by status",
  method: "GET",
  alsoMethods: ["POST"],
  path: "/trackings/getstatusnumber",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: null,
  codes: [4012, 4015],
  fieldsFrom: "query-and-body",
  input: z
    .object({
      created_at_min: unixSecondsField(),
      created_at_max: lastSecondField(),
      order_created_time_min: unixSecondsField(),
      order_created_time_max: lastSecondField(),
    })
    .transform((given): CountQuery => ({
      createdAt: { min: given.created_at_min, max: given.created_at_max },
      orderCreatedAt: { min: given.order_created_time_min, max: given.order_created_time_max },
    })),
  send: (ask) => ({ query: printListQuery(ask) }),
  data: countsAnswer,
  answer: (data) => data,
  whenEmpty: null,
  emitted: emittedCounts,
  safeToRepeat: true,
};
