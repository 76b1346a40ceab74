import { transitHistogram } from "~/domain/arrival/transit-days";
import type { EventFacts, OrderFacts, ParcelFacts } from "~/features/shopper/look-up/answer";

/** What a merchant can look at before any shopper does. */
export const previewStates = ["on-its-way", "delivered", "exception", "not-found", "form"] as const;
export type PreviewState = (typeof previewStates)[number];

const dayMs = 86_400_000;

/** The shop's own window is what the merchant can switch, so it is what they see. */
const sampleLane = {
  originCountry: "CN",
  transitDays: transitHistogram(Array.from({ length: 20 }, (_, parcel) => (parcel < 10 ? 10 : 12))),
};

/**
 * An order nobody has placed, as it stands in a state; times count back from `now`. Of the states
 * without an order, null.
 */
export function sampleOrder(state: PreviewState, now: Date): OrderFacts | null {
  if (state === "not-found" || state === "form") return null;
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  const event = (
    days: number,
    leg: EventFacts["leg"],
    text: string,
    place: string,
    status = "transit",
  ): EventFacts => ({
    text,
    place,
    status,
    leg,
    country: leg === "origin" ? "CN" : "US",
    local: ago(days).toISOString().slice(0, 19),
    offsetMinutes: 0,
  });
  const origin = [
    event(8, "origin", "Accepted by China Post", "Shenzhen, China"),
    event(6.5, "origin", "Departed from Shenzhen sorting centre", "Shenzhen, China"),
    event(4, "origin", "Handed over to the airline in Hong Kong", "Hong Kong"),
  ];
  const arrival = event(1.4, "destination", "Arrived at regional facility", "Chicago, US");
  const ends: Record<
    typeof state,
    Pick<ParcelFacts, "status" | "substatus" | "expectedFrom" | "expectedTo" | "checkpoints">
  > = {
    "on-its-way": {
      status: "transit",
      substatus: null,
      expectedFrom: null,
      expectedTo: null,
      checkpoints: [...origin, arrival],
    },
    delivered: {
      status: "delivered",
      substatus: null,
      expectedFrom: null,
      expectedTo: null,
      checkpoints: [
        ...origin,
        arrival,
        event(0.2, "destination", "Delivered, left at front door", "Springfield, US", "delivered"),
      ],
    },
    exception: {
      status: "exception",
      substatus: null,
      expectedFrom: null,
      expectedTo: null,
      checkpoints: [
        ...origin,
        event(0.6, "destination", "Held by customs, documents are missing", "Chicago, US", "exception"),
      ],
    },
  };
  const { checkpoints, ...end } = ends[state];
  const last = Math.max(...checkpoints.map(({ local }) => Date.parse(`${local}Z`)));
  return {
    name: "#1001",
    customer: { name: null, email: null, phone: null },
    parcels: [
      {
        ...end,
        arrival: { firstEventAt: ago(8), shopifyEstimateAt: null, originCountry: "CN", lanes: [sampleLane] },
        number: "RB123456785CN",
        courierCode: "china-post",
        trackingCompany: "China Post",
        registrationState: "registered",
        lastEventAt: new Date(last),
        shippedAt: ago(8.5),
        checkedAt: new Date(now.getTime() - 12 * 60_000),
        contents: [[{ title: "Stoneware mug, speckled", quantity: 2 }]],
        checkpoints,
      },
    ],
  };
}
