import type { Page } from "playwright-core";

declare global {
  interface Window {
    movedSoFar?: number;
  }
  /** Chromium's entry of the layout instability API; lib.dom does not know it. */
  interface PerformanceEntry {
    readonly value?: number;
    readonly hadRecentInput?: boolean;
  }
}

/** Adds up, from the page's first paint, how far its contents move by themselves. Before `goto`. */
export async function watchLayout(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.movedSoFar = 0;
    new PerformanceObserver((list) => {
      for (const { value = 0, hadRecentInput } of list.getEntries()) {
        if (!hadRecentInput) window.movedSoFar = (window.movedSoFar ?? 0) + value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What `watchLayout` has added up, after two more frames have been painted. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.movedSoFar ?? NaN)));
      }),
  );
}
