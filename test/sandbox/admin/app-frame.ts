import { createHmac } from "node:crypto";
import { escapeHtml } from "../http/reply";
import type { SandboxSettings } from "../settings";
import { adminSessionToken } from "../shopify/signatures";
import { adminPage } from "./layout";

/**
 * The address Shopify would give the iframe for a page of the app, with what it hands the app on
 * the way.
 */
export function embeddedUrl(settings: SandboxSettings, path: string, query: URLSearchParams, at: Date): string {
  const { shop, apiKey, apiSecret } = settings;
  const url = new URL(path, `${settings.appUrl}/`);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const handed: Record<string, string> = {
    embedded: "1",
    shop,
    host: Buffer.from(`admin.shopify.com/store/${shop.split(".")[0] ?? ""}`).toString("base64"),
    id_token: adminSessionToken({ shop, apiKey, secret: apiSecret, at }),
    locale: "en",
    timestamp: String(Math.floor(at.getTime() / 1000)),
  };
  for (const [name, value] of Object.entries(handed)) url.searchParams.set(name, value);
  const signed = [...url.searchParams].map(([name, value]) => `${name}=${value}`).sort();
  url.searchParams.set("hmac", createHmac("sha256", apiSecret).update(signed.join("&")).digest("hex"));
  return url.href;
}

/** The admin page around the app. */
export function appFramePage(settings: SandboxSettings, path: string, query: URLSearchParams): string {
  const source = embeddedUrl(settings, path, query, new Date());
  const search = query.size > 0 ? `?${query.toString()}` : "";
  return adminPage({
    section: "app",
    title: "Homeward",
    frame: { appUrl: settings.appUrl, path: `${path}${search}` },
    main: `<div class="app-area">
      <div id="loading" hidden></div>
      <div class="title-bar">
        <span class="app-icon" aria-hidden="true">H</span><h1 class="name">Homeward</h1>
        <span id="title-separator" aria-hidden="true" hidden>/</span><span id="app-title"></span>
        <div id="title-actions"></div>
      </div>
      <div class="save-bar" id="save-bar" role="group" aria-label="Unsaved changes" hidden>
        <span>Unsaved changes</span>
        <button type="button" id="discard-button">Discard</button>
        <button type="button" id="save-button" class="primary">Save</button>
      </div>
      <iframe id="app-frame" title="Homeward" src="${escapeHtml(source)}" allow="clipboard-write"></iframe>
      <dialog id="leave-dialog" aria-labelledby="leave-title">
        <h2 id="leave-title">Leave page with unsaved changes?</h2>
        Leaving this page will delete all unsaved changes.
        <form method="dialog"><button value="no">Stay</button><button value="yes" class="critical">Leave page</button></form>
      </dialog>
      <dialog id="discard-dialog" aria-labelledby="discard-title">
        <h2 id="discard-title">Discard all unsaved changes?</h2>
        If you discard changes, you’ll delete any edits you made since you last saved.
        <form method="dialog"><button value="no">Continue editing</button><button value="yes" class="critical">Discard changes</button></form>
      </dialog>
    </div>`,
  });
}
