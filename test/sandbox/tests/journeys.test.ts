import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { journeysByDigits, quickJourneys, quickJourneysFromChina } from "../carriers/journeys";
import { stepsBehind, storyOf, type FeedStory, type Parcel } from "../carriers/story";
import { seedPlan } from "../shop/seed-plan";
import { numberEnding } from "../shop/tracking-numbers";

const hourMs = 3_600_000;
const start = new Date("2026-11-01T09:30:00Z");
const after = (hours: number) => new Date(start.getTime() + hours * hourMs);

const parcels = fc.record({
  number: fc.stringMatching(/^[A-Z]{2}[0-9]{9}[A-Z]{2}$|^1Z[0-9A-Z]{16}$|^[0-9]{10,22}$/),
  courier: fc.constantFrom("usps", "ups", "china-post", "yunexpress", "royal-mail", "dhl-germany", "fedex"),
  destination: fc.constantFrom("US", "DE", "GB", "FR", "CA", "AU", "CN", "BR", null),
  start: fc.constant(start),
}) satisfies fc.Arbitrary<Parcel>;
const moments = fc.integer({ min: 0, max: 60 * 24 }).map(after);

const events = (story: FeedStory | null) => story?.legs.flatMap((leg) => leg.checkpoints) ?? [];

describe("a parcel's story", () => {
  test("only grows: what was told stays, whatever time passes", () => {
    fc.assert(
      fc.property(parcels, moments, moments, (parcel, one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        const before = storyOf(parcel, early);
        const then = storyOf(parcel, late);
        for (const [index, leg] of (before?.legs ?? []).entries()) {
          expect(then?.legs[index]?.checkpoints.slice(0, leg.checkpoints.length)).toEqual(leg.checkpoints);
        }
        if (before) expect(then && then.updatedAt >= before.updatedAt).toBe(true);
      }),
    );
  });

  test("never tells the future, and tells each place's own clock", () => {
    fc.assert(
      fc.property(parcels, moments, (parcel, now) => {
        const reported = events(storyOf(parcel, now));
        for (const { time } of reported) {
          expect(Date.parse(time)).toBeLessThanOrEqual(now.getTime());
          expect(time).toMatch(/T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
        }
      }),
    );
  });

  test("is the same whoever asks, however often", () => {
    fc.assert(
      fc.property(parcels, moments, (parcel, now) => {
        expect(storyOf(parcel, now)).toEqual(storyOf({ ...parcel }, now));
      }),
    );
  });

  test("of a number that chooses no journey by itself is over within 72 hours", () => {
    fc.assert(
      fc.property(parcels, (parcel) => {
        const digits = parcel.number.replace(/\D/g, "").slice(-2);
        fc.pre(!(digits in journeysByDigits));
        expect(stepsBehind(parcel, after(0))).toBe(0);
        expect(storyOf(parcel, after(72))).toMatchObject({ status: "delivered", final: true });
      }),
    );
  });
});

describe("the journeys", () => {
  const all = [...Object.values(journeysByDigits), ...quickJourneys, ...quickJourneysFromChina];

  test("keep their steps in order, far enough apart for their jitter", () => {
    for (const { steps } of all) {
      for (const [index, step] of steps.slice(1).entries())
        expect(step.at - (steps[index]?.at ?? 0)).toBeGreaterThan(0.5);
    }
  });

  test("are more than ten, and several have two carriers", () => {
    expect(all.length).toBeGreaterThanOrEqual(10);
    expect(all.filter((journey) => journey.route !== "domestic").length).toBeGreaterThanOrEqual(2);
  });

  test("with two carriers tell both legs with their countries", () => {
    const story = storyOf({ number: "RB20010005CN", courier: "china-post", destination: "DE", start }, after(24 * 20));
    expect(story).toMatchObject({
      originCountry: "CN",
      destinationCountry: "US",
      legs: [
        { leg: "origin", courier: "china-post", country: "CN" },
        { leg: "destination", courier: "usps", country: "US" },
      ],
    });
    expect(story?.legs.every((leg) => leg.checkpoints.length >= 6)).toBe(true);
  });

  test("98 is never known, 97 stays announced", () => {
    const of = (number: string) => storyOf({ number, courier: "ups", destination: null, start }, after(1000));
    expect(of("A98")).toBeNull();
    expect(of("A97")).toMatchObject({ status: "pending", legs: [{ checkpoints: [] }] });
  });
});

test("the seeded month shows every status today", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const shown = seedPlan.flatMap((planned, index) =>
    planned.parcels.map(([kind, ending], parcel) => {
      const number = numberEnding(kind, 10 * (index + 1) + parcel, ending);
      const shipped = new Date(now.getTime() - planned.daysAgo * 24 * hourMs);
      const courier = kind === "chinaPost" ? "china-post" : kind;
      return storyOf({ number, courier, destination: planned.country, start: shipped }, now)?.status ?? "unknown";
    }),
  );
  expect(new Set(shown)).toEqual(
    new Set([
      "pending",
      "notfound",
      "unknown",
      "transit",
      "pickup",
      "delivered",
      "undelivered",
      "exception",
      "expired",
    ]),
  );
  expect(seedPlan.filter((planned) => !planned.sameOrder)).toHaveLength(60);
});

test("the seeded month has enough parcels on one lane for a window, and a parcel on it without an estimate", () => {
  const numbers = seedPlan.flatMap((planned, index) =>
    planned.parcels.map(([kind, ending], parcel) => ({
      planned,
      kind,
      number: numberEnding(kind, 10 * (index + 1) + parcel, ending),
    })),
  );
  expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
  const usps = numbers.filter(({ kind, planned }) => kind === "usps" && planned.country === "US");
  const stories = usps.map(({ number, planned }) => {
    const start = new Date(0);
    return storyOf({ number, courier: "usps", destination: "US", start }, new Date(planned.daysAgo * 24 * hourMs));
  });
  expect(stories.filter((story) => story?.status === "delivered").length).toBeGreaterThanOrEqual(20);
  expect(stories.filter((story) => story?.status === "pending" && story.expected === null)).toHaveLength(1);
});
