import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meansOrder, orderNameFromFulfillment, orderNameKey, orderNumberIn } from "~/domain/orders/order-name";

describe("orderNameKey", () => {
  it.each([
    ["#1001", "1001"],
    ["1001", "1001"],
    ["＃1001 ", "1001"],
    [" # 1001", "1001"],
    ["hw-1001-eu", "HW-1001-EU"],
    ["1001#", "1001#"],
    ["＃１００１", "1001"],
    ["١٠٠١", "1001"],
  ])("%j is searched as %s", (text, key) => {
    expect(orderNameKey(text)).toBe(key);
  });

  it("is the same for its own result", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 600 }),
        (text) => orderNameKey(orderNameKey(text)) === orderNameKey(text),
      ),
    );
  });

  it("counts the beginning of what is too long for a name, whole characters of it", () => {
    expect(orderNameKey("#".padEnd(3_000, "A"))).toBe("A".repeat(255));
    expect(orderNameKey("🏺".repeat(200)).isWellFormed()).toBe(true);
  });
});

describe("what a shopper means", () => {
  it.each([
    ["1001", "1001"],
    ["HW-1001-EU", "1001"],
    ["2025-1001", "1001"],
    ["1-20250001", "20250001"],
    ["GIFT", "GIFT"],
    ["", ""],
  ])("the number in %j is %j", (name, number) => expect(orderNumberIn(name)).toBe(number));

  it.each(["1001", "#1001", "hw1001", "HW-1001-EU", "1001-eu", "Order # HW-1001-EU"])(
    "%j means HW-1001-EU",
    (typed) => {
      expect(meansOrder(orderNameKey(typed), "HW-1001-EU")).toBe(true);
      expect(orderNumberIn(orderNameKey(typed))).toBe(orderNumberIn("HW-1001-EU"));
    },
  );

  it("another prefix or suffix does not", () => {
    for (const typed of ["HX-1001-EU", "1001-US"]) expect(meansOrder(orderNameKey(typed), "HW-1001-EU")).toBe(false);
  });
});

describe("orderNameFromFulfillment", () => {
  it.each([
    ["#1001.1", "#1001"],
    ["#1001.12 ", "#1001"],
    ["#1001-F1", "#1001"],
    ["HW.1001.2", "HW.1001"],
    ["#1001", "#1001"],
    ["", ""],
  ])("%j belongs to order %s", (name, order) => {
    expect(orderNameFromFulfillment(name)).toBe(order);
  });
});
