import type { HiddenWord } from "~/domain/redaction/hidden-word";
/** What a shopper may prove an order with, beside its name; `number` stands alone. */
export const lookUpWays = ["email", "phone", "postcode", "number"] as const;
export type LookUpWay = (typeof lookUpWays)[number];

/** What a merchant has decided about what shoppers see (SCREENS, Tracking page). Empty text leaves the theme's or the block's own. */
export interface TrackingPageSettings {
  /** How shoppers may look an order up; never empty. */
  lookUpBy: LookUpWay[];
  heading: string;
  intro: string;
  /** Where a shopper asks the merchant: `https:`, `mailto:`, `tel:` or a path of the store. */
  contactUrl: string;
  /** `#rrggbb`, for the progress, links and the button; empty follows the theme. */
  accentColour: string;
  /** Where there is no estimate of the carrier's, tell a window from the shop's own delivered parcels. */
  showOwnEstimate: boolean;
  showContents: boolean;
  /** Whether shoppers read the carrier's name, link and telephone number. */
  showCarrier: boolean;
  /** Said in place of a hidden carrier's name; empty says nothing. */
  carrierReplacement: string;
  /** Places and words that are replaced in everything a shopper reads. */
  hiddenPlaces: HiddenWord[];
  hiddenWords: HiddenWord[];
}

export const defaultTrackingPage: Readonly<TrackingPageSettings> = {
  lookUpBy: ["email"],
  heading: "",
  intro: "",
  contactUrl: "",
  accentColour: "",
  showOwnEstimate: true,
  showContents: true,
  showCarrier: true,
  carrierReplacement: "",
  hiddenPlaces: [],
  hiddenWords: [],
};

/** Longest texts and lists; a form refuses more, reading what is stored cuts. */
export const trackingPageLimits = { heading: 120, intro: 500, url: 500, word: 100, hiddenEntries: 200 } as const;

/** Reads the stored part of the settings. Never fails: what is missing or of a wrong kind becomes its default. */
export function parseTrackingPage(json: unknown): TrackingPageSettings {
  const stored = typeof json === "object" && json !== null ? { ...json } : {};
  const read = (name: keyof TrackingPageSettings): unknown => Object.entries(stored).find(([key]) => key === name)?.[1];
  const text = (name: keyof TrackingPageSettings, most: number): string => textOf(read(name), most);
  const flag = (name: "showOwnEstimate" | "showContents" | "showCarrier"): boolean => {
    const value = read(name);
    return typeof value === "boolean" ? value : defaultTrackingPage[name];
  };
  const accentColour = text("accentColour", 7).toLowerCase();
  return {
    lookUpBy: waysOf(read("lookUpBy")),
    heading: text("heading", trackingPageLimits.heading),
    intro: text("intro", trackingPageLimits.intro),
    contactUrl: contactUrlOf(text("contactUrl", trackingPageLimits.url)),
    accentColour: isColour(accentColour) ? accentColour : "",
    showOwnEstimate: flag("showOwnEstimate"),
    showContents: flag("showContents"),
    showCarrier: flag("showCarrier"),
    carrierReplacement: text("carrierReplacement", trackingPageLimits.word),
    hiddenPlaces: hiddenOf(read("hiddenPlaces")),
    hiddenWords: hiddenOf(read("hiddenWords")),
  };
}

/** `#rrggbb` in lower case. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/** An address a shopper may be sent to: the store's own path, a page, a mail or a telephone; never a script. */
export function isContactUrl(text: string): boolean {
  return /^(https:\/\/|mailto:|tel:|\/(?!\/))\S+$/i.test(text) || text === "/";
}

function contactUrlOf(text: string): string {
  return isContactUrl(text) ? text : "";
}

function waysOf(value: unknown): LookUpWay[] {
  const told: unknown[] = Array.isArray(value) ? value : [];
  const ways = lookUpWays.filter((way) => told.includes(way));
  return ways.length > 0 ? ways : [...defaultTrackingPage.lookUpBy];
}

function hiddenOf(value: unknown): HiddenWord[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((entry: unknown) => {
      const told: { word?: unknown; replacement?: unknown } = typeof entry === "object" && entry !== null ? entry : {};
      const { word: longest } = trackingPageLimits;
      return { word: textOf(told.word, longest), replacement: textOf(told.replacement, longest) };
    })
    .filter(({ word }) => word !== "")
    .slice(0, trackingPageLimits.hiddenEntries);
}

function textOf(value: unknown, most: number): string {
  return typeof value === "string" ? value.trim().slice(0, most) : "";
}
