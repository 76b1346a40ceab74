import { accessSync, constants } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { describe } from "vitest";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Shopify's library answers 410 to what looks like a bot, and headless Chromium says that it is
 * one.
 */
export const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** The Chromium of this machine (CHROMIUM_PATH first), or null when there is none. */
export function findChromium(): string | null {
  return [process.env.CHROMIUM_PATH, ...USUAL_PLACES].find(isExecutable) ?? null;
}

function isExecutable(file: string | undefined): boolean {
  if (!file) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * `describe` for tests that need a browser: skipped by name where there is none, except under
 * CI=true, where the launch then fails.
 */
export const describeInBrowser = findChromium() !== null || process.env.CI === "true" ? describe : describe.skip;

/** Starts Chromium without anything that reaches for the internet by itself. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("There is no Chromium. Install one, or say where it is: CHROMIUM_PATH.");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
