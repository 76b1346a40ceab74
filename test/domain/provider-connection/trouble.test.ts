import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  registrationHold,
  reportedTrouble,
  type ConnectionFacts,
  type ConnectionState,
  type Trouble,
} from "~/domain/provider-connection/trouble";

const now = new Date("2026-11-20T12:00:00Z");
const fromNow = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const passing = ["unreachable", "unreadable", "refused"] as const;
const troubles: readonly Trouble[] = ["bad_key", "quota", ...passing, "too_fast"];
const works: ConnectionFacts = {
  state: "ok",
  stateSince: fromNow(-60),
  registeringFailsSince: null,
  silentUntil: null,
  registerNotBefore: null,
};

describe("a merchant is told of", () => {
  it.each(["bad_key", "quota"] as const)("%s at once, because nobody else mends it", (state) => {
    expect(reportedTrouble({ ...works, state, stateSince: now }, now)).toBe(state);
  });

  it.each(passing)("%s only when it has lasted longer than a call that broke off and was looked up", (state) => {
    expect(reportedTrouble({ ...works, state, stateSince: fromNow(-14.9) }, now)).toBeNull();
    expect(reportedTrouble({ ...works, state, stateSince: fromNow(-15) }, now)).toBe(state);
  });

  it("a pause only when the one after it failed too (two minutes of silence)", () => {
    expect(reportedTrouble({ ...works, state: "too_fast", stateSince: fromNow(-125) }, now)).toBeNull();
    expect(reportedTrouble({ ...works, state: "too_fast", stateSince: fromNow(-150) }, now)).toBe("too_fast");
  });

  it("nothing while the connection works, however long", () => {
    expect(reportedTrouble({ ...works, state: "ok", stateSince: fromNow(-86_400) }, now)).toBeNull();
  });

  it("a provider that takes no new parcels when it has refused them for a minute, though it works otherwise", () => {
    expect(reportedTrouble({ ...works, registeringFailsSince: fromNow(-59.9) }, now)).toBeNull();
    expect(reportedTrouble({ ...works, registeringFailsSince: fromNow(-60) }, now)).toBe("not_registering");
    const broken = { ...works, state: "unreachable", registeringFailsSince: fromNow(-60) } as const;
    expect(reportedTrouble(broken, now)).toBe("unreachable");
    expect(reportedTrouble({ ...broken, stateSince: now }, now)).toBe("not_registering");
  });

  it("a trouble for as long as it lasts, once it was told", () => {
    fc.assert(
      fc.property(fc.constantFrom(...troubles), fc.nat(1_000), fc.nat(100_000), (state, lasted, more) => {
        const reported = reportedTrouble({ ...works, state, stateSince: fromNow(-lasted) }, now);
        if (reported !== null)
          expect(reportedTrouble({ ...works, state, stateSince: fromNow(-lasted - more) }, now)).toBe(reported);
      }),
    );
  });
});

describe("parcels wait", () => {
  it.each<[string, ConnectionFacts | null, ReturnType<typeof registrationHold>]>([
    ["for nothing", works, null],
    ["for a provider", null, "not-connected"],
    ["for a pause to end, from its first second", { ...works, state: "too_fast", silentUntil: fromNow(1) }, "too_fast"],
    ["for a provider that takes none", { ...works, registeringFailsSince: fromNow(-60) }, "not_registering"],
    [
      "for the merchant's limit, though the last try failed",
      { ...works, registeringFailsSince: fromNow(-60), registerNotBefore: fromNow(1) },
      "cap",
    ],
    ["for the merchant's limit", { ...works, registerNotBefore: fromNow(1) }, "cap"],
    ["no longer, once the limit's month is over", { ...works, registerNotBefore: now }, null],
    ["for the quota, which holds them too", { ...works, state: "quota", registerNotBefore: fromNow(60) }, "quota"],
    [
      "for the key first, whatever else holds them",
      { ...works, state: "bad_key", silentUntil: fromNow(60) },
      "bad_key",
    ],
  ])("%s", (_, connection, hold) => {
    expect(registrationHold(connection, now)).toBe(hold);
  });

  it("for every trouble that is told, whatever else holds them", () => {
    const moment = fc.option(fc.integer({ min: -1_000, max: 1_000 }).map(fromNow));
    const states = fc.constantFrom<ConnectionState>("ok", ...troubles);
    fc.assert(
      fc.property(states, fc.nat(400), moment, moment, moment, (state, lasted, ...[silentUntil, fails, held]) => {
        const since = { stateSince: fromNow(-lasted), registeringFailsSince: fails };
        const connection = { state, ...since, silentUntil, registerNotBefore: held };
        const reported = reportedTrouble(connection, now);
        const hold = registrationHold(connection, now);
        if (reported !== null) expect(hold).toBe(reported);
        else expect([null, "too_fast", "cap"]).toContain(hold);
      }),
    );
  });
});
