import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchAnswer, settleBatch } from "~/tracking-api/contract/batch";
import { createSample } from "../samples";

const item = (number: string, carrierCode = "usps") => createSample({ number, carrierCode });
const added = (number: string, carrier = "usps") => ({
  id: `id-${number}`,
  tracking_number: number,
  carrier_code: carrier,
});
const error = (number: string, code: number, carrier = "usps") => ({
  tracking_number: number,
  carrier_code: carrier,
  code,
  message: `Message ${code}`,
});

function settle(items: ReturnType<typeof item>[], data: unknown) {
  return settleBatch(items, batchAnswer.parse(data));
}

describe("laying a batch's answer beside what was sent", () => {
  it("matches by number and courier, whatever their case, in any order", () => {
    const settled = settle([item("LX1aaaa"), item("LX2bbbb"), item("LX3cccc")], {
      submitted: 3,
      added: 1,
      trackings: [added("lx3CCCC", "USPS")],
      errors: [error("LX2BBBB", 4016), error("LX1AAAA", 4014)],
    });
    expect(settled.results).toMatchObject([
      { item: { number: "LX1aaaa" }, outcome: "rejected", code: 4014, message: "Message 4014", providerId: null },
      { item: { number: "LX2bbbb" }, outcome: "exists", code: 4016 },
      { item: { number: "LX3cccc" }, outcome: "added", code: 200, providerId: "id-lx3CCCC" },
    ]);
    expect(settled).toMatchObject({ neverSent: [], repeated: [], unreadableEntries: 0 });
  });

  it("names what the answer leaves out, and never takes it for a success", () => {
    expect(settle([item("LX11111"), item("LX22222")], { trackings: [added("LX11111")] }).results).toMatchObject([
      { outcome: "added" },
      { outcome: "missing-from-answer", code: null, providerId: null },
    ]);
    expect(settle([item("LX11111")], []).results).toMatchObject([{ outcome: "missing-from-answer" }]);
  });

  it("names what was never sent and what was told twice", () => {
    const settled = settle([item("LX11111")], { trackings: [added("LX11111"), added("LX11111"), added("ZZ99999")] });
    expect(settled.results).toMatchObject([{ outcome: "added" }]);
    expect(settled).toMatchObject({ repeated: ["LX11111|usps"], neverSent: ["ZZ99999|usps"] });
  });

  it("follows a corrected courier where there is no doubt", () => {
    expect(settle([item("LX11111", "dhl")], { trackings: [added("LX11111", "dhl-de")] }).results).toMatchObject([
      { outcome: "added", providerCarrierCode: "dhl-de" },
    ]);
    const doubtful = settle([item("LX11111", "dhl"), item("LX11111", "ups")], { trackings: [added("LX11111", "tnt")] });
    expect(doubtful.results.map(({ outcome }) => outcome)).toEqual(["missing-from-answer", "missing-from-answer"]);
    expect(doubtful.neverSent).toEqual(["LX11111|tnt"]);
  });

  it("takes an error that does not name the courier", () => {
    const settled = settle([item("LX11111")], {
      trackings: [],
      errors: [{ tracking_number: "LX11111", code: "4021" }],
    });
    expect(settled.results).toMatchObject([{ outcome: "rejected", code: 4021, message: "" }]);
  });

  it("gives the two of a number sent twice one answer each", () => {
    const settled = settle([item("LX11111"), item("lx11111")], {
      trackings: [added("LX11111")],
      errors: [error("LX11111", 4016)],
    });
    expect(settled.results.map(({ outcome }) => outcome)).toEqual(["added", "exists"]);
    expect(settled.repeated).toEqual([]);
  });

  it("counts entries it cannot read", () => {
    const settled = settle([item("LX11111")], { trackings: [null, { carrier_code: "usps" }], errors: ["no"] });
    expect(settled).toMatchObject({ unreadableEntries: 3, results: [{ outcome: "missing-from-answer" }] });
  });

  it("never loses or invents an item, whatever the answer says", () => {
    const number = fc.constantFrom("LX11111", "lx11111", "LX22222", "LX33333", "LX44444");
    const carrier = fc.constantFrom("usps", "USPS", "dhl", "ups");
    const answer = fc.record({
      trackings: fc.array(
        fc.tuple(number, carrier).map(([n, c]) => added(n, c)),
        { maxLength: 8 },
      ),
      errors: fc.array(
        fc.tuple(number, carrier, fc.constantFrom(4016, 4014, 4021)).map(([n, c, code]) => error(n, code, c)),
        { maxLength: 8 },
      ),
    });
    const sent = fc.array(
      fc.tuple(number, carrier).map(([n, c]) => item(n, c)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(sent, answer, (items, data) => {
        const { results, neverSent, repeated } = settle(items, data);
        expect(results.map((result) => result.item)).toEqual(items);
        const reported = results.filter(({ outcome }) => outcome !== "missing-from-answer");
        expect(reported.length + neverSent.length + repeated.length).toBe(data.trackings.length + data.errors.length);
        expect(results.filter(({ outcome }) => outcome === "added").length).toBeLessThanOrEqual(data.trackings.length);
      }),
    );
  });
});
