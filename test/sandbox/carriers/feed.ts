import { sendJson } from "../http/reply";
import type { Router } from "../http/router";
import type { Sandbox } from "../sandbox";
import { sameText } from "../shopify/signatures";

/** `GET /carriers/<courier>/<number>`: the scripted carriers' answer for one parcel. */
export function addCarrierFeed(router: Router, sandbox: Sandbox): void {
  router.add("GET", "/carriers/:courier/:number", (request, response) => {
    const { feedKey } = sandbox.feedAccess();
    if (!feedKey || !sameText(request.headers.authorization ?? "", `Bearer ${feedKey}`)) {
      sendJson(response, 401, { error: "The key is missing or wrong" });
      return;
    }
    const story = sandbox.carriers.ask(request.params.courier ?? "", request.params.number ?? "");
    if (story) sendJson(response, 200, story);
    else sendJson(response, 404, { error: "No information about this number" });
  });
}
