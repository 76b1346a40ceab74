import { z } from "zod";
import { lookUpWays, type HiddenWord, type TrackingPageSettings } from "~/domain/settings/tracking-page";

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

/** The settings in a form that was sent, null where they are none. */
export function draftIn(form: FormData): TrackingPageSettings | null {
  const told = form.get("settings");
  if (typeof told !== "string") return null;
  try {
    return draftSchema.safeParse(JSON.parse(told)).data ?? null;
  } catch {
    return null;
  }
}

/** A row nobody has written in is no entry. */
export const isBlank = ({ word, replacement }: HiddenWord) => word.trim() === "" && replacement.trim() === "";

/** Whether saving would change anything. */
export function isSame(draft: TrackingPageSettings, saved: TrackingPageSettings): boolean {
  return settled(draft) === settled(saved);
}

function settled(settings: TrackingPageSettings): string {
  const entries = (list: HiddenWord[]) =>
    list
      .filter((entry) => !isBlank(entry))
      .map(({ word, replacement }) => ({ word: word.trim(), replacement: replacement.trim() }));
  const values = Object.entries(draftSchema.parse(settings)).map(([name, value]) =>
    name === "hiddenPlaces" || name === "hiddenWords" ? [name, entries(settings[name])] : [name, value],
  );
  return JSON.stringify(values);
}
