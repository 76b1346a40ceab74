import { errors, type Page } from "playwright-core";

const AT_MOST_MS = 10_000;

/**
 * Waits until the page's network has been quiet for half a second, at most ten seconds. A page that
 * reads itself again every few seconds may never be found quiet on a busy machine, and what is
 * judged afterwards is the page, not its network.
 */
export async function settled(page: Page): Promise<void> {
  try {
    await page.waitForLoadState("networkidle", { timeout: AT_MOST_MS });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  }
}
