import { z } from "zod";
import type { HiddenWord } from "~/domain/redaction/hidden-word";
import { lookUpWays, type TrackingPageSettings } from "~/domain/settings/tracking-page";

// Longer than any limit: what is too long is told beside its field, not cut.
const text = z.string().trim().max(5_000);
const hidden = z.array(z.object({ word: text, replacement: text })).max(1_000);

const draftSchema = z.object({
  lookUpBy: z.array(z.enum(lookUpWays)),
  heading: text,
  intro: text,
  contactUrl: text,
  accentColour: text.transform((colour) => colour.toLowerCase()),
  showOwnEstimate: z.boolean(),
  showContents: z.boolean(),
  showCarrier: z.boolean(),
  carrierReplacement: text,
  hiddenPlaces: hidden,
  hiddenWords: hidden,
});

const changesSchema = draftSchema.partial();

/** The settings in a form that was sent to be shown, null where they are none. */
export const draftIn = (form: FormData): TrackingPageSettings | null => settingsIn(form, draftSchema);

/** The changed settings in a form that was sent to be saved, null where they are none. */
export const changesSent = (form: FormData) => settingsIn(form, changesSchema);

function settingsIn<Settings>(form: FormData, schema: z.ZodType<Settings>): Settings | null {
  const result = form.get("settings");
  if (typeof result !== "string") return null;
  try {
    return schema.safeParse(JSON.parse(result)).data ?? null;
  } catch {
    return null;
  }
}

/** A row nobody has written in is no entry. */
export const isBlank = ({ word, replacement }: HiddenWord) => word.trim() === "" && replacement.trim() === "";

/** The fields that saving would change, as they are in the form. */
export function changesIn(draft: TrackingPageSettings, saved: TrackingPageSettings): Partial<TrackingPageSettings> {
  const [wanted, kept] = [settled(draft), settled(saved)];
  const isChanged = (name: string) => wanted.get(name) !== kept.get(name);
  return Object.fromEntries(Object.entries(draft).filter(([name]) => isChanged(name)));
}

function settled(settings: TrackingPageSettings): Map<string, string> {
  const entries = (list: HiddenWord[]) =>
    list
      .filter((entry) => !isBlank(entry))
      .map(({ word, replacement }) => ({ word: word.trim(), replacement: replacement.trim() }));
  return new Map(
    Object.entries(draftSchema.parse(settings)).map(([name, value]) => [
      name,
      JSON.stringify(name === "hiddenPlaces" || name === "hiddenWords" ? entries(settings[name]) : value),
    ]),
  );
}
