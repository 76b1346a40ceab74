import { readFileSync } from "node:fs";

const event = (local: string, text: string, place: string) => ({
  local,
  text,
  phraseKey: null,
  place,
  leg: "origin" as const,
  country: "CN",
});

export const events = [
  event("2026-11-20T17:11:00", "Departed from sorting centre", "Guangzhou"),
  event("2026-11-20T09:02:00", "Arrived at sorting centre", "Guangzhou"),
  event("2026-11-18T20:10:00", "Accepted", "Shenzhen"),
];

/** A parcel under way, as the app answers it; fields given replace its own. */
export function parcel(fields: Record<string, unknown> = {}) {
  return {
    number: "RB123456785CN",
    carrier: { name: "China Post", url: "https://carrier.example/RB123456785CN", phone: "+86 20 11185" },
    status: "transit",
    substatusKey: null,
    step: 3,
    trouble: false,
    expected: { from: "2026-11-24", to: "2026-11-27" },
    lastEvent: events[0],
    events,
    contents: [{ title: "Red mug", quantity: 2 }],
    checkedAt: "2026-11-21T11:48:00Z",
    silentDays: null,
    ...fields,
  };
}

/** The whole answer about an order, twelve minutes after the last check. */
export function storyOf(parcels: unknown[], name = "#1001") {
  return {
    kind: "found",
    answer: {
      order: { name },
      answeredAt: "2026-11-21T12:00:00Z",
      checkedAt: "2026-11-21T11:48:00Z",
      parcels,
    },
  };
}

/** Every text of a locale file by its dotted key. */
export function localeWords(file: string): Map<string, string> {
  const words = new Map<string, string>();
  const collect = (node: unknown, prefix: string) => {
    if (typeof node === "string") words.set(prefix, node);
    else if (typeof node === "object" && node !== null)
      for (const [key, child] of Object.entries(node)) collect(child, prefix ? `${prefix}.${key}` : key);
  };
  collect(JSON.parse(readFileSync(file, "utf8")), "");
  return words;
}
