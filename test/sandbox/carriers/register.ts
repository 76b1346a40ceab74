import type { Collection } from "../state/collection";
import type { SimulatedClock } from "../clock/simulated-clock";
import { numberKey, stepsBehind, storyOf, type FeedStory, type Parcel } from "./story";

/** A number somebody has asked for. */
export interface AskedNumber {
  number: string;
  courier: string;
  firstAskedAt: string;
  /** Steps of the story that the asker has been shown or told of. */
  known: number;
}

/** What the store knows of a number: when it was shipped and where to. */
export type FindShipped = (number: string) => { fulfilledAt: string; countryCode: string | null } | null;

/**
 * The scripted carriers: which numbers have been asked for, and what there is to tell about each.
 */
export class CarrierRegister {
  readonly #asked: Collection<AskedNumber>;
  readonly #clock: SimulatedClock;
  readonly #findShipped: FindShipped;

  constructor(asked: Collection<AskedNumber>, clock: SimulatedClock, findShipped: FindShipped) {
    this.#asked = asked;
    this.#clock = clock;
    this.#findShipped = findShipped;
  }

  /**
   * The story now, or null where the carrier does not know the number (yet). Remembers that it was
   * asked for.
   */
  ask(courier: string, rawNumber: string): FeedStory | null {
    const now = this.#clock.now();
    const number = numberKey(rawNumber);
    const key = keyOf(courier, number);
    const asked = this.#asked.get(key) ?? { number, courier, firstAskedAt: now.toISOString(), known: -1 };
    const parcel = this.#parcelOf(asked);
    const known = stepsBehind(parcel, now);
    if (asked.known !== known) this.#asked.put(key, { ...asked, known });
    return storyOf(parcel, now);
  }

  /** Numbers whose story has grown since the asker last heard of it. */
  changed(): AskedNumber[] {
    const now = this.#clock.now();
    return this.#asked.values().filter((asked) => stepsBehind(this.#parcelOf(asked), now) > asked.known);
  }

  /** Notes that the asker has been told of all that stands in `numbers` at `at`. */
  reported(numbers: readonly AskedNumber[], at: Date): void {
    this.#asked.putAll(
      numbers.map((asked) => [
        keyOf(asked.courier, asked.number),
        { ...asked, known: Math.max(asked.known, stepsBehind(this.#parcelOf(asked), at)) },
      ]),
    );
  }

  clear(): void {
    this.#asked.clear();
  }

  #parcelOf(asked: AskedNumber): Parcel {
    const shipped = this.#findShipped(asked.number);
    return {
      number: asked.number,
      courier: asked.courier,
      start: new Date(shipped?.fulfilledAt ?? asked.firstAskedAt),
      destination: shipped?.countryCode ?? null,
    };
  }
}

function keyOf(courier: string, number: string): string {
  return `${number}|${courier}`;
}
