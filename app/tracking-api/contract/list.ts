import { z } from "zod";
import {
  countField,
  languageOf,
  lastSecondField,
  listField,
  refuse,
  textField,
  unixSecondsField,
  wishField,
} from "./fields";
import { emittedItem, trackingItem, type TrackingItem } from "./item";
import { lenientCount, readEach } from "./lenient";
import { defaultPageSize, filterLimit, pageLimit } from "./limits";
import { statusWords, type StatusWord } from "./words";

/** Both ends included; null is no bound. */
export interface TimeRange {
  min: Date | null;
  max: Date | null;
}

/** The list's filters, all of them to be met. */
export interface ListQuery {
  /** From 1. */
  page: number;
  /** 1 to 2000. */
  limit: number;
  status: StatusWord | null;
  createdAt: TimeRange;
  updatedAt: TimeRange;
  /**
   * Bounds for the order's time as `orderInstant` reads it. An item without an order time passes an
   * upper bound and fails a lower one.
   */
  orderCreatedAt: TimeRange;
  /** As given; compare by `numberKey`. Null is no filter; never empty. */
  numbers: string[] | null;
  orders: string[] | null;
  archived: boolean | null;
  lang: string | null;
}

/** What a client may ask for; everything left out is not filtered by. */
export type ListAsk = Partial<ListQuery>;

const statusField = textField(4033).transform((word, ctx): StatusWord | null => {
  if (word === null) return null;
  return statusWords.find((known) => known === word.toLowerCase()) ?? refuse(ctx, 4033);
});

/**
 * Query and body of a list call, merged. A page size over the limit is cut to it; the answer says
 * which was used.
 */
export const listQuery = z
  .object({
    page: countField(),
    limit: countField(),
    status: statusField,
    created_at_min: unixSecondsField(),
    created_at_max: lastSecondField(),
    update_time_min: unixSecondsField(),
    update_time_max: lastSecondField(),
    order_created_time_min: unixSecondsField(),
    order_created_time_max: lastSecondField(),
    numbers: listField(filterLimit),
    orders: listField(filterLimit),
    archived: wishField(),
    lang: textField(),
  })
  .transform((given): ListQuery => ({
    page: given.page ?? 1,
    limit: Math.min(given.limit ?? defaultPageSize, pageLimit),
    status: given.status,
    createdAt: { min: given.created_at_min, max: given.created_at_max },
    updatedAt: { min: given.update_time_min, max: given.update_time_max },
    orderCreatedAt: { min: given.order_created_time_min, max: given.order_created_time_max },
    numbers: given.numbers,
    orders: given.orders,
    archived: given.archived,
    lang: languageOf(given.lang),
  }));

/** A list call's query; what is not asked for is left out. `archived` travels as text. */
export function printListQuery(ask: ListAsk): Record<string, string> {
  const fields: Record<string, string | null> = {
    page: text(ask.page),
    limit: text(ask.limit),
    status: ask.status ?? null,
    created_at_min: seconds(ask.createdAt?.min, Math.floor),
    created_at_max: seconds(ask.createdAt?.max, Math.ceil),
    update_time_min: seconds(ask.updatedAt?.min, Math.floor),
    update_time_max: seconds(ask.updatedAt?.max, Math.ceil),
    order_created_time_min: seconds(ask.orderCreatedAt?.min, Math.floor),
    order_created_time_max: seconds(ask.orderCreatedAt?.max, Math.ceil),
    numbers: ask.numbers?.join(",") ?? null,
    orders: ask.orders?.join(",") ?? null,
    archived: text(ask.archived),
    lang: ask.lang ?? null,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== null));
}

function text(value: number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Whole seconds, rounded outwards so that nothing at the edge is lost. */
function seconds(instant: Date | null | undefined, round: (value: number) => number): string | null {
  return instant === null || instant === undefined ? null : String(round(instant.getTime() / 1000));
}

/** One page as a client has it. */
export interface TrackingPage {
  /** Over all pages; null where the answer does not say. */
  total: number | null;
  items: TrackingItem[];
  /** Items of this page that could not be read. */
  unreadableItems: number;
}

/**
 * One page as a client reads it: `total` as text or number, bad items counted instead of spoiling
 * the page.
 */
export const listAnswer = z
  .object({ total: lenientCount, items: z.array(z.unknown()) })
  .transform(({ total, items }): TrackingPage => {
    const { read, unreadable } = readEach(trackingItem, items);
    return { total, items: read, unreadableItems: unreadable };
  });

/** What 4031 means for a list. */
export const emptyPage: TrackingPage = { total: 0, items: [], unreadableItems: 0 };

/** One page as our server prints it: `total` is text. */
export const emittedList = z.strictObject({
  page: z.int(),
  limit: z.int(),
  total: z.string(),
  items: z.array(emittedItem),
});

export type EmittedList = z.output<typeof emittedList>;
