import { embeddedUrl } from "../admin/app-frame";
import type { SandboxSettings } from "../settings";

const BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** The merchant opens the app: token exchange, and with it the installation. */
export async function openAppOnce(settings: SandboxSettings): Promise<void> {
  const page = await fetch(embeddedUrl(settings, "/app", new URLSearchParams(), new Date()), {
    headers: { "user-agent": BROWSER },
    redirect: "manual",
  });
  // Read to the end: a page half read would hold up the app when it stops.
  await page.text();
  if (page.status >= 400) throw new Error(`The app could not be opened (HTTP ${String(page.status)})`);
}
