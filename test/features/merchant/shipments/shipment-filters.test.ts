import fc from "fast-check";
import { expect, it } from "vitest";
import { attentionKinds } from "~/domain/shipments/attention";
import { trackingStatuses } from "~/domain/tracking/status";
import {
  firstQuery,
  readShipmentQuery,
  shipmentSorts,
  shipmentViews,
  writeShipmentQuery,
  type ShipmentQuery,
} from "~/features/merchant/shipments/shipment-filters";

const code = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const text = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: null });
const query: fc.Arbitrary<ShipmentQuery> = fc.record({
  view: fc.constantFrom(...shipmentViews),
  search: fc.string({ maxLength: 200 }),
  customer: text,
  statuses: fc.subarray([...trackingStatuses]),
  couriers: fc.uniqueArray(code, { maxLength: 5 }),
  attention: fc.subarray([...attentionKinds]),
  archived: fc.boolean(),
  sort: fc.constantFrom(...shipmentSorts),
  descending: fc.boolean(),
  after: text,
  before: text,
});

it("reads back from the address whatever was written into it", () => {
  fc.assert(
    fc.property(query, (asked) => {
      const address = new URLSearchParams(writeShipmentQuery(asked).toString());
      expect(readShipmentQuery(address)).toEqual(asked);
    }),
  );
});

it("leaves the first list's address empty and reads any other address without failing", () => {
  expect(writeShipmentQuery(firstQuery).toString()).toBe("");
  fc.assert(
    fc.property(fc.webQueryParameters(), (address) => {
      const read = readShipmentQuery(new URLSearchParams(address));
      expect(shipmentViews).toContain(read.view);
      expect(shipmentSorts).toContain(read.sort);
    }),
  );
});
