import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Settlement } from "~/features/provider-sync/registration/registrations.queries.server";
import {
  settleAnswered,
  settleLookedUp,
  settleNotLookedUp,
  settleUnanswered,
} from "~/features/provider-sync/registration/settlements";
import type { ProviderFailure, RegisterOutcome } from "~/providers/tracking/port/tracking-provider";
import { cases } from "#test/support/cases";

const now = new Date("2026-03-10T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const entry = { registrationId: "1", submissions: 1, reason: null, sendings: 1, lookUps: 0 };
const failureKinds = ["bad-key", "quota", "too-fast", "unreachable", "unreadable", "refused"] as const;

const failed = (kind: ProviderFailure["kind"]): ProviderFailure => ({
  kind,
  detail: `it was ${kind}`,
  retryAfterMs: null,
  outcomeKnown: false,
});
const nothing = { registrationId: "1", spent: 0, reason: null, code: null, detail: null, providerId: null };

describe("an answered batch", () => {
  const one = (outcome: RegisterOutcome) => settleAnswered([entry], [outcome], now)[0];

  it("counts a new registration and looks at it within a minute", () => {
    expect(one({ kind: "registered", providerId: "p1", providerCourierCode: "usps" })).toEqual({
      ...nothing,
      state: "registered",
      outcome: "registered",
      spent: 1,
      providerId: "p1",
      notBefore: now,
      nextRefreshAt: later(60_000),
    });
  });

  it("takes what exists for a success that cost nothing, and reads its story at once", () => {
    expect(one({ kind: "exists" })).toEqual({
      ...nothing,
      state: "registered",
      outcome: "exists",
      notBefore: now,
      nextRefreshAt: now,
    });
  });

  it.each([
    [4013, "number-missing"],
    [4014, "invalid-number"],
    [4015, "invalid-carrier"],
    [4110, "invalid-number"],
    [4111, "number-missing"],
    [4120, "invalid-carrier"],
    [4999, "refused"],
  ])("gives a refusal with %i the reason %s and the provider's own words", (code, reason) => {
    expect(one({ kind: "rejected", code, message: "No." })).toEqual({
      ...nothing,
      state: "rejected",
      outcome: "rejected",
      reason,
      code,
      detail: "No.",
      notBefore: now,
      nextRefreshAt: null,
    });
  });

  it("lets an item without quota wait an hour", () => {
    expect(one({ kind: "quota", code: 4021, message: "None left." })).toEqual({
      ...nothing,
      state: "waiting",
      outcome: "quota",
      reason: "quota",
      code: 4021,
      detail: "None left.",
      notBefore: later(3_600_000),
      nextRefreshAt: null,
    });
  });

  it("leaves an item that was not mentioned unknown, to be looked up now", () => {
    expect(one({ kind: "unknown" })).toEqual({
      ...nothing,
      state: "unknown",
      reason: "omitted",
      outcome: "unknown",
      notBefore: now,
      nextRefreshAt: null,
    });
  });

  it("is an error of ours when items and outcomes do not match", () => {
    expect(() => settleAnswered([entry], [], now)).toThrow("one outcome for every item");
  });
});

describe("a batch without an answer of its own", () => {
  it.each(failureKinds)("is looked up after %s, and not while the provider may be at work on it", (kind) => {
    const waits = kind === "unreachable" || kind === "unreadable";
    expect(settleUnanswered([entry], failed(kind), now)).toEqual([
      {
        ...nothing,
        state: "unknown",
        outcome: kind,
        reason: kind,
        detail: `it was ${kind}`,
        notBefore: waits ? later(5_000) : now,
        nextRefreshAt: null,
      },
    ]);
  });

  it.each([
    [4, "unknown"],
    [5, "rejected"],
    [6, "rejected"],
  ])("is given up when the whole call was refused the %i. time: %s", (submissions, state) => {
    const [settled] = settleUnanswered([{ ...entry, submissions }], failed("refused"), now);
    expect(settled).toMatchObject({ state, reason: "refused", outcome: "refused", spent: 0 });
    expect(settleUnanswered([{ ...entry, submissions }], failed("unreachable"), now)[0]?.state).toBe("unknown");
  });
});

describe("a look-up", () => {
  it("finds what was charged once and reads its story at once", () => {
    expect(settleLookedUp(entry, { providerId: "p1" }, now)).toEqual({
      ...nothing,
      state: "registered",
      outcome: "found",
      spent: 1,
      providerId: "p1",
      notBefore: now,
      nextRefreshAt: now,
    });
  });

  it.each([
    ["refused", "refused"],
    ["omitted", null],
    ["unreachable", null],
    [null, null],
  ])("sends what is not there again; after %s it remembers %s", (reason, remembered) => {
    expect(settleLookedUp({ ...entry, reason }, null, now)).toEqual({
      ...nothing,
      state: "waiting",
      outcome: "missing",
      reason: remembered,
      notBefore: now,
      nextRefreshAt: null,
    });
  });

  it.each([
    [1, 0, null],
    [2, 5_000, null],
    [3, 10_000, null],
    [4, 20_000, null],
    [5, 40_000, "unanswered"],
    [12, 3_600_000, "unanswered"],
    [39, 3_600_000, "unanswered"],
  ])("sends what was sent %i times in vain after %i ms, and from the fifth time on alone", (sendings, ms, reason) => {
    expect(settleLookedUp({ ...entry, sendings }, null, now)).toMatchObject({
      state: "waiting",
      reason,
      notBefore: later(ms),
    });
  });

  it.each([
    ["unreachable", 39, "waiting"],
    ["unreachable", 40, "rejected"],
    ["omitted", 4, "waiting"],
    ["omitted", 5, "rejected"],
  ])("gives up what is %s when it was sent %i times: %s", (reason, sendings, state) => {
    const settled = settleLookedUp({ ...entry, reason, sendings }, null, now);
    expect(settled.state).toBe(state);
    if (state === "rejected")
      expect(settled).toMatchObject({ outcome: "missing", reason: "unanswered", code: null, spent: 0 });
    expect(settleLookedUp({ ...entry, reason, sendings }, { providerId: null }, now).state).toBe("registered");
  });

  it.each([
    [0, 0],
    [1, 5_000],
    [4, 40_000],
    [60, 300_000],
  ])("that was unreadable %i times before is made again after %i ms", (lookUps, ms) => {
    expect(settleNotLookedUp({ ...entry, lookUps }, failed("unreadable"), now).notBefore).toEqual(later(ms));
    expect(settleNotLookedUp({ ...entry, lookUps }, failed("unreachable"), now).notBefore).toEqual(now);
  });

  it.each(["refused", "omitted"])("that failed does not forget that the number was %s", (reason) => {
    expect(settleNotLookedUp({ ...entry, reason }, failed("unreachable"), now).reason).toBe(reason);
  });

  it("that failed leaves the outcome unknown", () => {
    expect(settleNotLookedUp(entry, failed("too-fast"), now)).toEqual({
      ...nothing,
      state: "unknown",
      outcome: "too-fast",
      reason: "too-fast",
      detail: "it was too-fast",
      notBefore: now,
      nextRefreshAt: null,
    });
  });
});

/**
 * What happens to one call: the provider does the work or not, and its answer arrives, is silent
 * about the item, or is lost.
 */
const callFate = fc.record({
  works: fc.boolean(),
  answer: fc.constantFrom("itemised", "silent", ...failureKinds),
});

describe("any course of faults", () => {
  it("charges a number at most once, even at a provider that charges every create, and settles it in the end", () => {
    fc.assert(
      fc.property(fc.array(callFate, { maxLength: 12 }), fc.boolean(), (fates, wasThere) => {
        const provider = { has: wasThere, charges: 0, creates: 0 };
        let item: Pick<Settlement, "state" | "reason"> = { state: "waiting", reason: null };
        let submissions = 0;
        let spent = 0;
        const quiet = { works: true, answer: "itemised" as const };
        for (const { works, answer } of [...fates, quiet, quiet]) {
          const known = { ...entry, submissions: submissions + 1, sendings: submissions, reason: item.reason };
          let settled: Settlement | undefined;
          if (item.state === "waiting") {
            submissions += 1;
            const existed = provider.has;
            if (works) {
              provider.creates += 1;
              provider.charges += existed && wasThere ? 0 : 1;
              provider.has = true;
            }
            const outcome: RegisterOutcome =
              answer === "silent"
                ? { kind: "unknown" }
                : !works
                  ? { kind: "quota", code: 4021, message: "" }
                  : existed
                    ? { kind: "exists" }
                    : { kind: "registered", providerId: "p1", providerCourierCode: "usps" };
            settled =
              answer === "itemised" || answer === "silent"
                ? settleAnswered([known], [outcome], now)[0]
                : settleUnanswered([known], failed(answer), now)[0];
          } else if (item.state === "unknown") {
            settled =
              answer === "itemised" || answer === "silent"
                ? settleLookedUp(known, provider.has ? { providerId: "p1" } : null, now)
                : settleNotLookedUp(known, failed(answer), now);
          } else break;
          if (settled === undefined) throw new Error("An item was left without an end");
          spent += settled.spent;
          item = settled;
          expect(provider.creates).toBeLessThanOrEqual(1);
          expect(spent).toBeLessThanOrEqual(1);
          if (item.state === "registered") expect(provider.has).toBe(true);
        }
        expect(["registered", "rejected"]).toContain(item.state);
        if (item.state === "rejected") expect(submissions).toBeGreaterThanOrEqual(5);
        if (item.state === "registered" && !wasThere) expect([provider.charges, spent]).toEqual([1, 1]);
      }),
      { numRuns: cases(10_000, 1_000) },
    );
  });
});
