import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCourierCode } from "~/domain/carriers/catalogue";
import { isOwnCarrierCode, ownCarrierCode, ownTrackingLink, readTrackingUrl } from "~/domain/carriers/own-carriers";

describe("readTrackingUrl", () => {
  it("takes no page, and https pages with the number after the host", () => {
    expect(readTrackingUrl("  ")).toEqual({ kind: "url", trackingUrl: null });
    for (const trackingUrl of [
      "https://van.example/{number}",
      "https://van.example/t?n={number}&x=1",
      "https://v.example/#{number}",
    ])
      expect(readTrackingUrl(` ${trackingUrl} `)).toEqual({ kind: "url", trackingUrl });
  });

  it.each([
    ["http://van.example/{number}", "not-https"],
    ["javascript:alert('{number}')", "not-https"],
    ["van.example/{number}", "not-https"],
    ["https://user:secret@van.example/{number}", "not-https"],
    ["https://van.example/track", "no-number"],
    ["https://{number}.example/track", "no-number"],
    ["https://{number}.example/{number}", "no-number"],
    [`https://van.example/{number}${"x".repeat(500)}`, "too-long"],
  ])("refuses %s: %s", (text, reason) => {
    expect(readTrackingUrl(text)).toEqual({ kind: "refused", reason });
  });

  it("leads every number to the carrier's own host", () => {
    fc.assert(
      fc.property(
        fc.webUrl({ validSchemes: ["https"] }),
        fc.string({ unit: "grapheme", minLength: 1 }),
        (base, number) => {
          const read = readTrackingUrl(`${base}/{number}`);
          if (read.kind === "refused") return;
          const link = ownTrackingLink(
            { code: "own-x", name: "X", trackingUrl: read.trackingUrl },
            number.toWellFormed(),
          );
          expect(new URL(link ?? "").host).toBe(new URL(base).host);
        },
      ),
    );
  });
});

describe("ownCarrierCode", () => {
  it("is made from the name and is never taken", () => {
    expect(ownCarrierCode("Žluté Kolo & Co.", new Set())).toBe("own-zlute-kolo-co");
    expect(ownCarrierCode("黄色", new Set())).toBe("own-carrier");
    expect(ownCarrierCode("Van", new Set(["own-van", "own-van-2"]))).toBe("own-van-3");
  });

  it("can stand in a path, and is no courier of the catalogue", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const code = ownCarrierCode(name, new Set());
        expect(code).toMatch(/^own-[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
        expect(isOwnCarrierCode(code) && !isCourierCode(code)).toBe(true);
      }),
    );
  });
});
