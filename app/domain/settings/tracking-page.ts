import { z } from "zod";
import { hiddenLimits, hiddenList } from "./hidden-list";
import { choices, flag, formattedText, text } from "./setting";

/** What a shopper may prove an order with, beside its name; `number` stands alone. */
export const lookUpWays = ["email", "phone", "postcode", "number"] as const;
export type LookUpWay = (typeof lookUpWays)[number];

/**
 * Longest texts in UTF-16 units, and longest lists; a form refuses more, reading what is stored
 * cuts.
 */
export const trackingPageLimits = {
  heading: 120,
  intro: 500,
  url: 500,
  word: hiddenLimits.word,
  hiddenEntries: hiddenLimits.entries,
} as const;

/**
 * What a merchant has decided about what shoppers see, in the order of the form. Empty text leaves
 * the theme's or the block's own. Form, faults and storage are derived from this table.
 */
export const trackingPageFields = {
  /** How shoppers may look an order up; never empty. */
  lookUpBy: choices(lookUpWays, "email"),
  heading: text(trackingPageLimits.heading),
  intro: text(trackingPageLimits.intro),
  /** Where a shopper asks the merchant: `https:`, `mailto:`, `tel:` or a path of the store. */
  contactUrl: formattedText(trackingPageLimits.url, { isValid: isContactUrl, fault: "not-an-address" }),
  /** `#rrggbb`, for the progress, links and the button; empty follows the theme. */
  accentColour: formattedText(7, {
    isValid: isColour,
    fault: "not-a-colour",
    prepare: (colour) => colour.toLowerCase(),
  }),
  /**
   * Where there is no estimate of the carrier's, show a window from the shop's own delivered
   * parcels.
   */
  showOwnEstimate: flag(true),
  showContents: flag(true),
  /** Whether shoppers read the carrier's name, link and telephone number. */
  showCarrier: flag(true),
  /** Said in place of a hidden carrier's name; empty says nothing. */
  carrierReplacement: text(trackingPageLimits.word),
  /** Places and words that are replaced in everything a shopper reads. */
  hiddenPlaces: hiddenList,
  hiddenWords: hiddenList,
};

type Fields = typeof trackingPageFields;
export type TrackingPageField = keyof Fields;

/**
 * One schema of every field, as the shape of an object. `Object.entries` forgets which name has
 * which schema.
 */
const shapeOf = <Use extends "draft" | "stored">(use: Use) =>
  Object.fromEntries(Object.entries(trackingPageFields).map(([name, field]) => [name, field[use]])) as {
    [Name in TrackingPageField]: Fields[Name][Use];
  };

/** The settings as a form sends them. */
export const trackingPageDraft = z.object(shapeOf("draft"));
const storedTrackingPage = z.object(shapeOf("stored"));

export type TrackingPageSettings = z.infer<typeof storedTrackingPage>;

/**
 * Reads the stored part of the settings. Never fails: what is missing or of a wrong kind becomes
 * its default.
 */
export function parseTrackingPage(json: unknown): TrackingPageSettings {
  return storedTrackingPage.parse(typeof json === "object" && json !== null ? { ...json } : {});
}

export const defaultTrackingPage: Readonly<TrackingPageSettings> = parseTrackingPage({});

/** `#rrggbb` in lower case. */
export function isColour(value: string): boolean {
  return /^#[0-9a-f]{6}$/.test(value);
}

/**
 * An address a shopper may be sent to: the store's own path, a page, a mail or a telephone; never a
 * script.
 */
export function isContactUrl(value: string): boolean {
  return /^(https:\/\/|mailto:|tel:|\/(?!\/))\S+$/i.test(value) || value === "/";
}
