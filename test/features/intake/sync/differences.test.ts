import { describe, expect, it } from "vitest";
import type { KnownFulfillment } from "~/features/intake/orders/fulfillments.queries.server";
import { differences } from "~/features/intake/sync/differences";
import { fulfillmentPayload, type FulfillmentPayload } from "~/features/intake/orders/webhook-payloads";
import { fulfillmentSample } from "#test/factories/webhooks";

const NUMBER = "9400111899500012345602";
const CHANGED = new Date("2026-11-20T11:00:00Z");
const theirs = (changes: Record<string, unknown> = {}): FulfillmentPayload =>
  fulfillmentPayload.parse(
    fulfillmentSample({ id: "1", tracking_numbers: [NUMBER], updated_at: CHANGED.toISOString(), ...changes }),
  );
const ours = (changes: Partial<KnownFulfillment> = {}): KnownFulfillment => ({
  shopifyFulfillmentId: "1",
  status: "success",
  shopifyUpdatedAt: CHANGED,
  numberKeys: [NUMBER],
  ...changes,
});
const compare = (payload: FulfillmentPayload, known: KnownFulfillment | null, removed: string[] = []) => {
  const { stale, missing } = differences([payload], new Map(known ? [["1", known]] : []), new Set(removed));
  return { stored: stale.length, missing };
};

describe("a fulfillment of Shopify beside ours", () => {
  const earlier = new Date("2026-11-20T10:00:00Z");
  const later = new Date("2026-11-20T12:00:00Z");

  it.each<[string, FulfillmentPayload, KnownFulfillment | null, string[], { stored: number; missing: number }]>([
    ["that is the same is left alone", theirs(), ours(), [], { stored: 0, missing: 0 }],
    ["that we do not have is missing", theirs(), null, [], { stored: 1, missing: 1 }],
    ["with another number is wrong", theirs(), ours({ numberKeys: ["1Z1"] }), [], { stored: 1, missing: 1 }],
    ["that lost a number is wrong", theirs(), ours({ numberKeys: [NUMBER, "1Z1"] }), [], { stored: 1, missing: 1 }],
    ["that was cancelled is wrong", theirs({ status: "cancelled" }), ours(), [], { stored: 1, missing: 1 }],
    [
      "that only moved on is stored and not missing",
      theirs(),
      ours({ shopifyUpdatedAt: earlier }),
      [],
      { stored: 1, missing: 0 },
    ],
    [
      "older than what a webhook told is left alone",
      theirs({ tracking_numbers: [] }),
      ours({ shopifyUpdatedAt: later }),
      [],
      { stored: 0, missing: 0 },
    ],
    [
      "whose number was deleted by an API client is not missing",
      theirs(),
      ours({ numberKeys: [] }),
      [NUMBER],
      { stored: 0, missing: 0 },
    ],
    [
      "whose number is typed with spaces is the same",
      theirs({ tracking_numbers: ["9400 1118 9950 0012 3456 02"] }),
      ours(),
      [],
      { stored: 0, missing: 0 },
    ],
  ])("%s", (_, payload, known, removed, expected) => {
    expect(compare(payload, known, removed)).toEqual(expected);
  });
});
