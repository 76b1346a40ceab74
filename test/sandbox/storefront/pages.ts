import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sendHtml } from "../http/reply";
import type { Router } from "../http/router";
import { sendFile } from "../http/static-files";
import type { Sandbox } from "../sandbox";
import { liquidMetafields } from "../shopify/metafields";
import { passThroughProxy } from "./app-proxy";
import { brokenPage, trackPage } from "./theme";
import { renderSectionBlocks, themeExtensionDir } from "./theme-blocks";

const clientDir = fileURLToPath(new URL("./client", import.meta.url));

/** The shop as its visitors see it. */
export function addStorefront(router: Router, sandbox: Sandbox): void {
  const { settings } = sandbox;
  const extensionDir = themeExtensionDir(settings.projectDir);

  router.add("GET", "/store", async (request, response) => {
    const locale = request.query.get("locale") ?? "en";
    const context = {
      app: { metafields: liquidMetafields(sandbox.metafields) },
      shop: { name: "Hearth & Hill", permanent_domain: settings.shop, url: "/store" },
      routes: { root_url: "/" },
      request: { locale: { iso_code: locale, primary: locale === "en", root_url: "/" }, page_type: "page" },
      localization: { language: { iso_code: locale }, country: { iso_code: "US" } },
    };
    try {
      sendHtml(response, 200, trackPage(locale, await renderSectionBlocks(extensionDir, context, locale)));
    } catch (error) {
      sendHtml(response, 500, brokenPage("The theme block cannot be shown", error));
    }
  });
  router.add("GET", "/store/theme/:file", (request, response) =>
    sendFile(response, clientDir, request.params.file ?? ""),
  );
  router.add("GET", "/store/assets/:file", (request, response) =>
    sendFile(response, join(extensionDir, "assets"), request.params.file ?? ""),
  );
  router.add("*", "/apps/track/*", (request, response) => passThroughProxy(sandbox, request, response, new Date()));
}
