import type { ServerResponse } from "node:http";
import { z } from "zod";
import { readJson, sendJson } from "../http/reply";
import type { Router, SandboxRequest } from "../http/router";
import type { Sandbox } from "../sandbox";
import { sameText } from "../shopify/signatures";
import { airWaybills } from "./air-waybills";
import { remoteRows } from "./remote-areas";

const placesSchema = z.object({
  places: z
    .array(z.object({ country: z.string(), postcode: z.string(), company: z.string().nullish() }))
    .min(1)
    .max(200),
});
const waybillsSchema = z.object({ waybills: z.array(z.string()).min(1).max(40) });

/**
 * The scripted carriers: a parcel's story, and the small tables of remote areas and air waybills.
 */
export function addCarrierFeed(router: Router, sandbox: Sandbox): void {
  const isAllowed = (request: SandboxRequest, response: ServerResponse) => {
    const { feedKey } = sandbox.feedAccess();
    if (feedKey && sameText(request.headers.authorization ?? "", `Bearer ${feedKey}`)) return true;
    sendJson(response, 401, { error: "The key is missing or wrong" });
    return false;
  };
  router.add("GET", "/carriers/:courier/:number", (request, response) => {
    if (!isAllowed(request, response)) return;
    const story = sandbox.carriers.ask(request.params.courier ?? "", request.params.number ?? "");
    if (story) sendJson(response, 200, story);
    else sendJson(response, 404, { error: "No information about this number" });
  });
  router.add("POST", "/carriers/remote-areas", (request, response) => {
    if (!isAllowed(request, response)) return;
    const { places } = readJson(placesSchema, request.body);
    const asked = places.map(({ company = null, ...place }) => ({ ...place, company }));
    sendJson(response, 200, { remote: remoteRows(asked) });
  });
  router.add("POST", "/carriers/air-waybills", (request, response) => {
    if (!isAllowed(request, response)) return;
    const { waybills } = readJson(waybillsSchema, request.body);
    sendJson(response, 200, { waybills: airWaybills(waybills) });
  });
}
