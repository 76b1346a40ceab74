import { journeysByDigits } from "../sandbox/carriers/journeys";
import { numberEnding, numberKinds } from "../sandbox/shop/tracking-numbers";
import { seededRandom, type Random } from "./seeded-random";
import type { Fault } from "./fault";
import { faults } from "./faults";

/** One fulfillment of the store; a second parcel is added to some of them later, by an update. */
export interface PlannedFulfillment {
  orderName: string;
  number: string;
  secondNumber: string | null;
  trackingCompany: string;
  /** ISO, from a moment both runs share, so that the carriers tell the same story in both. */
  fulfilledAt: string;
}

/** How Shopify's messages about one fulfillment come in. */
export type Delivery = "once" | "doubled" | "dropped" | "late" | "swapped" | "lost" | "half-lost";
const deliveries: Delivery[] = ["once", "doubled", "dropped", "late", "swapped", "lost", "half-lost"];
/** What cannot happen to a single message, and what happens to it instead. */
const ofSeveralMessages: Partial<Record<Delivery, Delivery>> = { swapped: "doubled", "half-lost": "lost" };
/** Those of which a message never comes: only the comparison with Shopify can find them. */
const isLost = (delivery: Delivery): boolean => delivery === "lost" || delivery === "half-lost";

/** A group of fulfillments, and what goes wrong while they are taken in. */
export interface Episode {
  fault: Fault;
  fulfillments: { planned: PlannedFulfillment; delivery: Delivery }[];
}

const FIRST_SERIAL = 2_000;
const FIRST_ORDER = 2_001;
const ONE_IN_SO_MANY_GROWS = 4;

/** The same fulfillments for every seed, over every journey the carriers know. */
export function planFulfillments(count: number, from: Date): PlannedFulfillment[] {
  const endings = [...Object.keys(journeysByDigits).sort(), null];
  return Array.from({ length: count }, (_, index) => ({
    orderName: `#${String(FIRST_ORDER + index)}`,
    number: numberEnding("usps", FIRST_SERIAL + index, endings[index % endings.length] ?? null),
    secondNumber: index % ONE_IN_SO_MANY_GROWS === 0 ? numberEnding("ups", FIRST_SERIAL + index, null) : null,
    trackingCompany: numberKinds.usps.company,
    fulfilledAt: new Date(from.getTime() + index * 1_000).toISOString(),
  }));
}

/**
 * Spreads the fulfillments over `most` of the dangers, which and in which order by the seed; all of
 * them when `most` is large.
 */
export function planEpisodes(
  seed: number,
  fulfillments: PlannedFulfillment[],
  most: number,
  among: readonly Fault[] = faults,
): Episode[] {
  const random = seededRandom(seed);
  const met = random.shuffled(among).slice(0, most);
  const order = random.shuffled(fulfillments);
  return met.map((fault, index) => ({
    fault,
    fulfillments: order
      .filter((_, place) => place % met.length === index)
      // The first comes at once, or there would be nothing for the danger to meet.
      .map((planned, place) => ({ planned, delivery: place === 0 ? "once" : deliveryOf(planned, random) })),
  }));
}

function deliveryOf(planned: PlannedFulfillment, random: Random): Delivery {
  const delivery = random.oneOf(deliveries);
  return planned.secondNumber === null ? (ofSeveralMessages[delivery] ?? delivery) : delivery;
}

/** Of how many fulfillments a message is lost for good. */
export const countLost = (episodes: Episode[]): number =>
  episodes.flatMap(({ fulfillments }) => fulfillments).filter(({ delivery }) => isLost(delivery)).length;
