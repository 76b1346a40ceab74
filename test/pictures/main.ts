import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { launchChromium, USER_AGENT } from "#test/support/chromium";
import { findParcelToShow } from "./parcel-to-show";
import { pictures, type Picture, type Scene } from "./pictures";
import { runningDemo } from "./running-demo";

// `npm run pictures`: the pictures of the README, taken in a real Chromium from the running demo,
// or from one of its own.

const out = fileURLToPath(new URL("out", import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

const demo = await runningDemo(say);
try {
  mkdirSync(out, { recursive: true });
  const scene: Scene = { facts: demo.facts, parcel: await findParcelToShow(demo.facts) };
  const browser = await launchChromium();
  try {
    for (const picture of pictures) await take(browser, scene, picture);
  } finally {
    await browser.close();
  }
} finally {
  await demo.stop();
}

async function take(browser: Browser, scene: Scene, { name, viewport, open }: Picture): Promise<void> {
  const context = await browser.newContext({
    userAgent: USER_AGENT,
    viewport,
    deviceScaleFactor: 1,
    locale: "en-US",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await open(page, scene);
  await page.waitForLoadState("networkidle");
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => null));
  await page.screenshot({ path: path.join(out, `${name}.png`), animations: "disabled", caret: "hide" });
  await context.close();
  say(`test/pictures/out/${name}.png`);
}
