import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { z } from "zod";
import { findChromium } from "#test/support/chromium";

/** One run of Lighthouse over a page, in points of 100 and its own units. */
export interface Audit {
  performance: number;
  accessibility: number;
  "best-practices": number;
  seo: number;
  /** Cumulative layout shift. */
  layoutShift: number;
  /** Total blocking time. */
  blockedMs: number;
  requests: number;
  /** Requests to another origin than the page's. */
  requestsToOthers: number;
}

const score = z.object({ score: z.number() });
const figure = z.object({ numericValue: z.number() });
const report = z.object({
  categories: z.object({ performance: score, accessibility: score, "best-practices": score, seo: score }),
  audits: z.object({
    "cumulative-layout-shift": figure,
    "total-blocking-time": figure,
    "network-requests": z.object({ details: z.object({ items: z.array(z.object({ url: z.string() })) }) }),
  }),
});

/**
 * Audits each page so many times, in turns, so that a busy moment of the machine falls on all of
 * them; no internet is needed.
 */
export async function auditPages(urls: readonly string[], times: number): Promise<Audit[][]> {
  const chromePath = findChromium();
  if (chromePath === null) throw new Error("There is no Chromium. Install one, or say where it is: CHROMIUM_PATH.");
  const chrome = await launch({
    chromePath,
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const audits = urls.map((): Audit[] => []);
    for (let turn = 0; turn < times; turn += 1)
      for (const [index, url] of urls.entries()) audits[index]?.push(await auditPage(url, chrome.port));
    return audits;
  } finally {
    chrome.kill();
  }
}

async function auditPage(url: string, port: number): Promise<Audit> {
  const onlyCategories = ["performance", "accessibility", "best-practices", "seo"];
  const result = await lighthouse(url, { port, onlyCategories, logLevel: "silent" });
  const { categories, audits } = report.parse(result?.lhr);
  const requested = audits["network-requests"].details.items
    .map((request) => request.url)
    .filter((address) => !address.startsWith("data:"));
  return {
    performance: categories.performance.score * 100,
    accessibility: categories.accessibility.score * 100,
    "best-practices": categories["best-practices"].score * 100,
    seo: categories.seo.score * 100,
    layoutShift: audits["cumulative-layout-shift"].numericValue,
    blockedMs: audits["total-blocking-time"].numericValue,
    requests: requested.length,
    requestsToOthers: requested.filter((address) => new URL(address).origin !== new URL(url).origin).length,
  };
}
