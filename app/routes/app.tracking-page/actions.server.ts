import type { ActionResult } from "~/components/forms/action-result";
import { markTrackingBlockAdded } from "~/features/merchant/home/setup.server";
import { saveTrackingPage } from "~/features/shopper/tracking-page/save.server";
import { publishThemeAgain } from "~/features/shopper/tracking-page/tracking-page.server";
import type { Services } from "~/features/services.server";
import { changesSent } from "./draft";

/** Runs the one thing a form of the page asks for. */
export async function runTrackingPageAction(
  services: Services,
  accountId: string,
  form: FormData,
): Promise<ActionResult> {
  switch (form.get("intent")) {
    case "save": {
      const changes = changesSent(form);
      if (changes === null) return result("failed", true);
      const { kind } = await saveTrackingPage(services, accountId, changes);
      return kind === "saved" ? result("saved") : result("bad-tracking-page", true);
    }
    case "tell-theme":
      await publishThemeAgain(services, accountId);
      return result("theme-asked");
    case "tracking-block-added":
      await markTrackingBlockAdded(services, accountId);
      return result("saved");
    default:
      return result("failed", true);
  }
}

const result = (message: ActionResult["message"], isError = false): ActionResult => ({ message, isError, field: null });
