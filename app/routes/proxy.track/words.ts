import de from "../../../extensions/theme-tracking/locales/de.json";
import en from "../../../extensions/theme-tracking/locales/en.default.json";
import enSettings from "../../../extensions/theme-tracking/locales/en.default.schema.json";
import deSettings from "../../../extensions/theme-tracking/locales/de.schema.json";
import fr from "../../../extensions/theme-tracking/locales/fr.json";
import frSettings from "../../../extensions/theme-tracking/locales/fr.schema.json";

// The page without script says what the block says, so both read the extension's own locale files.
const locales = {
  en: { ...en, heading: enSettings.block.heading_default },
  de: { ...de, heading: deSettings.block.heading_default },
  fr: { ...fr, heading: frSettings.block.heading_default },
} satisfies Record<string, typeof en & { heading: string }>;

export type Language = keyof typeof locales;
export type Words = (typeof locales)[Language];

export function wordsIn(language: Language): Words {
  return locales[language];
}

/** The first language asked for that we speak, from a locale (`de-CH`) or an Accept-Language header. */
export function languageOf(asked: string): Language {
  const spoken = asked.split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return spoken.find((tag): tag is Language => Object.hasOwn(locales, tag)) ?? "en";
}

/** The text under a reason or status in a group of words, null where the group has none. */
export function wordFor(group: Readonly<Record<string, string>>, key: string | null): string | null {
  return (key === null ? null : group[key.replaceAll("-", "_")]) ?? null;
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{\{ (\w+) \}\}/g, (blank, name: string) => String(values[name] ?? blank));
}
