import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerWords } from "~/components/provider/answer-words";
import { shownStatus, type StatusFacts } from "~/components/status/shown-status";
import { statusWords } from "~/components/status/status-badge";
import { clockWords, dateTimeWords, dayHeading, momentWords, readLocal } from "~/components/time/local-time";
import { trackingStatuses } from "~/domain/tracking/status";
import en from "~/i18n/en.json";
import { english } from "~/i18n/i18n";
import { jobNames } from "~/platform/queue/job-definitions";
import { jobWords } from "~/routes/app.not-delivered/job-words";

const { t } = english;
const now = new Date("2026-11-20T12:00:00Z");
const moment = (at: string, timeZone = "UTC") => momentWords(t, "en", new Date(at), now, timeZone);

describe("times", () => {
  it.each([
    ["2026-11-20T11:59:30Z", "just now"],
    ["2026-11-20T11:48:00Z", "12 min ago"],
    ["2026-11-20T09:00:00Z", "3 h ago"],
    ["2026-11-19T12:00:01Z", "23 h ago"],
    ["2026-11-19T12:00:00Z", "Nov 19, 12:00"],
    ["2025-12-31T23:59:00Z", "Dec 31, 2025, 23:59"],
    ["2026-11-20T12:05:00Z", "in 5 min"],
  ])("says %s as %s", (at, words) => {
    expect(moment(at)).toBe(words);
  });

  it("uses the shop's own day and hour", () => {
    expect(moment("2026-11-19T03:30:00Z", "America/Los_Angeles")).toBe("Nov 18, 19:30");
    expect(dateTimeWords(t, "en", new Date("2026-12-31T23:30:00Z"), now, "Asia/Tokyo")).toBe("Jan 1, 2027, 08:30");
  });

  it("never converts a carrier's own time", () => {
    const local = readLocal("2026-11-19T07:05:00");
    expect([dayHeading(t, "en", local, 2026), clockWords(local)]).toEqual(["Thursday, Nov 19", "07:05"]);
  });

  it("shows midnight as 00:00 in every zone", () => {
    const zones = fc.constantFrom("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Chatham");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }),
        zones,
        (at, zone) => {
          expect(dateTimeWords(t, "en", at, now, zone)).toMatch(/, ([01]\d|2[0-3]):[0-5]\d$/);
        },
      ),
    );
  });
});

describe("status words", () => {
  const facts = (changes: Partial<StatusFacts>): StatusFacts => ({
    status: "transit",
    substatus: null,
    courierCode: "usps",
    registrationState: "registered",
    registrationReason: null,
    lastEventAt: null,
    ...changes,
  });
  const words = (changes: Partial<StatusFacts>) => statusWords(t, facts(changes), now);

  it("has words for all eight", () => {
    for (const status of trackingStatuses) expect(words({ status })).toBe(en.status[status]);
  });

  it("adds the reason where one is known", () => {
    expect(words({ status: "exception", substatus: "exception010" })).toBe("Exception: returned");
    expect(words({ status: "pickup", substatus: "pickup001" })).toBe("Out for delivery");
    expect(words({ status: "pickup", substatus: "pickup002" })).toBe("Ready for pickup");
    expect(words({ status: "expired", lastEventAt: "2026-10-20T12:00:00Z" })).toBe("Expired, no scan for 31 days");
  });

  it("says what keeps a parcel from being followed only while nothing is heard of it", () => {
    const refused = { registrationState: "rejected", registrationReason: "invalid-number" };
    expect(words({ status: "pending", ...refused })).toBe("Not tracked: number not accepted");
    expect(words({ status: "pending", courierCode: "", registrationState: "none" })).toBe("Needs a carrier");
    expect(shownStatus(facts({ status: "delivered", ...refused }))).toBe("delivered");
  });
});

describe("the interface's words", () => {
  const texts = (node: unknown): string[] =>
    typeof node === "string" ? [node] : Object.values(node as Record<string, unknown>).flatMap(texts);

  it("never shout and never say oops", () => {
    expect(texts(en).filter((text) => /!|\boops\b/i.test(text))).toEqual([]);
  });
});

describe("job words", () => {
  it("has words of its own for each job, and for one this version does not know", () => {
    const words = jobNames.map((name) => jobWords(english, name));
    const unknown = jobWords(english, "a-job-of-tomorrow");
    expect(unknown).toBe(en.notDelivered.jobs.names.other);
    expect(new Set([...words, unknown]).size).toBe(jobNames.length + 1);
  });
});

describe("what a failed call was answered", () => {
  it.each([
    ["html", "a web page instead of data"],
    ["timeout", "none within the time a call may take"],
    ["HTTP 503", "error 503"],
    ["4021 Bad Request: No quota.", "4021 Bad Request: No quota."],
    ["constructor", "constructor"],
  ])("says %s as %s", (detail, words) => {
    expect(answerWords(t, detail)).toBe(words);
  });
});
