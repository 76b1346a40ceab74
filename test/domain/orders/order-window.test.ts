import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backfillPosition,
  checkPosition,
  CHECK_EVERY_MS,
  positionAfter,
  READABLE_DAYS,
  windowFrom,
  type ReadingPosition,
} from "~/domain/orders/order-window";
import { cases } from "#test/support/cases";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;
const NOW = Date.parse("2026-11-20T12:00:00Z");

interface Order {
  id: number;
  updatedAt: number;
}

/** A page as Shopify gives it: by last change, then by id, after the cursor. */
function pageOf(orders: Order[], position: ReadingPosition, size: number) {
  const mark = (order: Order) => `${String(order.updatedAt).padStart(15, "0")}|${String(order.id).padStart(6, "0")}`;
  const found = orders
    .filter((order) => order.updatedAt >= position.from.getTime())
    .filter((order) => position.to === null || order.updatedAt < position.to.getTime())
    .toSorted((a, b) => mark(a).localeCompare(mark(b), "en"))
    .filter((order) => position.cursor === null || mark(order) > position.cursor);
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  return {
    shown,
    read: {
      orders: shown.length,
      lastUpdatedAt: last ? new Date(last.updatedAt) : null,
      nextCursor: last && found.length > shown.length ? mark(last) : null,
    },
  };
}

/** Reads to the end as the app does; `between` happens after each page. */
function readAll(
  orders: Order[],
  start: ReadingPosition,
  sizes: { page: number; window: number },
  between: (page: number) => void = () => undefined,
) {
  const seen = new Set<number>();
  let pages = 0;
  for (let position: ReadingPosition | null = start; position !== null; pages += 1) {
    if (pages > 2_000) throw new Error("The reading does not end");
    const { shown, read } = pageOf(orders, position, sizes.page);
    for (const order of shown) seen.add(order.id);
    position = positionAfter(position, read, sizes.window);
    between(pages);
  }
  return { seen, pages };
}

/** Many orders share a second, as after a bulk edit. */
const shopOrders = fc
  .array(fc.nat({ max: 40 }), { maxLength: 60 })
  .map((seconds) => seconds.map((second, id) => ({ id, updatedAt: NOW - DAY + second * SECOND })));
const sizes = fc.record({ page: fc.integer({ min: 1, max: 9 }), window: fc.integer({ min: 1, max: 30 }) });
const ids = (orders: Order[]) => orders.map((order) => order.id).toSorted((a, b) => a - b);
const sorted = (seen: Set<number>) => [...seen].toSorted((a, b) => a - b);

describe("reading through windows", () => {
  it("passes over no order and ends, however many share a second", () => {
    fc.assert(
      fc.property(shopOrders, sizes, (orders, size) => {
        expect(sorted(readAll(orders, backfillPosition(30, new Date(NOW)), size).seen)).toEqual(ids(orders));
      }),
      { numRuns: cases(2_000, 300) },
    );
  });

  it("finds orders that change while it reads", () => {
    const edits = fc.array(fc.record({ page: fc.nat({ max: 12 }), order: fc.nat({ max: 59 }) }), { maxLength: 20 });
    fc.assert(
      fc.property(shopOrders, sizes, edits, (orders, size, changes) => {
        const living = orders.map((order) => ({ ...order }));
        const { seen } = readAll(living, backfillPosition(30, new Date(NOW)), size, (page) => {
          for (const change of changes.filter((one) => one.page === page)) {
            const order = living[change.order];
            if (order) order.updatedAt = NOW + page * SECOND;
          }
        });
        expect(sorted(seen)).toEqual(ids(orders));
      }),
      { numRuns: cases(2_000, 300) },
    );
  });

  it("reads the same from where it had come to, when its cursor is no longer known", () => {
    fc.assert(
      fc.property(shopOrders, sizes, fc.nat({ max: 6 }), (orders, size, lostAt) => {
        let position: ReadingPosition | null = backfillPosition(30, new Date(NOW));
        let reachedAt: Date | null = null;
        const seen = new Set<number>();
        for (let pages = 0; position !== null && pages < lostAt; pages += 1) {
          const { shown, read } = pageOf(orders, position, size.page);
          for (const order of shown) seen.add(order.id);
          reachedAt = read.lastUpdatedAt ?? reachedAt;
          position = positionAfter(position, read, size.window);
        }
        if (position === null) return;
        const anew = windowFrom(position, reachedAt) ?? { ...position, cursor: null, read: 0 };
        for (const id of readAll(orders, anew, size).seen) seen.add(id);
        expect(sorted(seen)).toEqual(ids(orders));
      }),
    );
  });
});

describe("the checks of each hour", () => {
  it("leave no moment out, whenever they run, and look at nothing that is still settling", () => {
    const pauses = fc.array(fc.integer({ min: CHECK_EVERY_MS, max: 30 * DAY }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pauses, (waits) => {
        let now = NOW;
        let checkedTo = new Date(NOW - 5 * MINUTE);
        for (const wait of waits) {
          now += wait;
          const { from, to } = checkPosition(checkedTo, new Date(now));
          expect(to?.getTime()).toBeLessThanOrEqual(now - 5 * MINUTE);
          expect(from.getTime()).toBeLessThan(checkedTo.getTime());
          if (to) checkedTo = to;
        }
      }),
    );
  });

  it("go no further back than Shopify lets an app read", () => {
    const { from } = checkPosition(new Date(NOW - 200 * DAY), new Date(NOW));
    expect(from.getTime()).toBe(NOW - READABLE_DAYS * DAY);
  });

  it("do not run backwards when the mark lies ahead", () => {
    const { from, to } = checkPosition(new Date(NOW + DAY), new Date(NOW));
    expect(to && from < to).toBe(true);
  });
});
