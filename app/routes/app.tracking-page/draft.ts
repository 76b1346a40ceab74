import type { z } from "zod";
import { isBlank } from "~/domain/settings/hidden-list";
import { trackingPageDraft, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { HiddenWord } from "~/domain/redaction/hidden-word";

const changesSchema = trackingPageDraft.partial();

/** The settings in a form that was sent to be shown, null where they are none. */
export const draftIn = (form: FormData): TrackingPageSettings | null => settingsIn(form, trackingPageDraft);

/** The changed settings in a form that was sent to be saved, null where they are none. */
export const changesSent = (form: FormData) => settingsIn(form, changesSchema);

function settingsIn<Settings>(form: FormData, schema: z.ZodType<Settings>): Settings | null {
  const sent = form.get("settings");
  if (typeof sent !== "string") return null;
  try {
    return schema.safeParse(JSON.parse(sent)).data ?? null;
  } catch {
    return null;
  }
}

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
    Object.entries(trackingPageDraft.parse(settings)).map(([name, value]) => [
      name,
      JSON.stringify(name === "hiddenPlaces" || name === "hiddenWords" ? entries(settings[name]) : value),
    ]),
  );
}
