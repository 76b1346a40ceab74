import type { Told } from "~/components/forms/told";
import { markTrackingBlockAdded } from "~/features/home/setup.server";
import { saveTrackingPage } from "~/features/tracking-page/save.server";
import { tellThemeAgain } from "~/features/tracking-page/tracking-page.server";
import type { Services } from "~/services.server";
import { changesSent } from "./draft";

/** Runs the one thing a form of the page asks for. */
export async function runTrackingPageAction(services: Services, accountId: string, form: FormData): Promise<Told> {
  switch (form.get("intent")) {
    case "save": {
      const changes = changesSent(form);
      if (changes === null) return told("failed", true);
      const { kind } = await saveTrackingPage(services, accountId, changes);
      return kind === "saved" ? told("saved") : told("bad-tracking-page", true);
    }
    case "tell-theme":
      await tellThemeAgain(services, accountId);
      return told("theme-asked");
    case "tracking-block-added":
      await markTrackingBlockAdded(services, accountId);
      return told("saved");
    default:
      return told("failed", true);
  }
}

const told = (message: Told["message"], isError = false): Told => ({ message, isError, field: null });
