import pg from "pg";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { eventually, startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient, type SandboxClient } from "./support/sandbox-client";
import { settled } from "./support/settled";

/** Longer than any of these states lasts. */
const ALL_CALLS = 1_000_000;
const WITHIN_MS = 20_000;
const NUDGE_AFTER_MS = 4_000;
const HOUR_MS = 3_600_000;
/**
 * Past the look-up that follows a call that broke off, and past the moment at which a trouble is
 * told.
 */
const LASTING_HOURS = 20_000 / HOUR_MS;
/** Past the silence a 429 asks for. */
const SILENCE_HOURS = 125_000 / HOUR_MS;

/** What the pages say of a trouble. */
interface Notice {
  /** The connection's state behind it. */
  state: string;
  title: string;
  text: string;
  label: string;
  answer: string | null;
  parcel: string;
}

const unavailable = {
  state: "unreachable",
  title: "The provider is not available",
  text: "It does not answer, or only with an error. New parcels wait, known ones keep their last state, and Homeward tries again by itself.",
  label: "Not available",
  parcel: "The provider is not available. Homeward tries again by itself, and the parcel is registered then.",
};
const neverAnswers: Notice = { ...unavailable, answer: "none within the time a call may take" };
const unreadable = {
  state: "unreadable",
  title: "The provider's answers cannot be read",
  text: "If this lasts, check the provider's address or ask the provider.",
  label: "Answers not readable",
  parcel: "The provider's answers cannot be read. Homeward tries again by itself, and the parcel is registered then.",
};
const badKey: Notice = {
  state: "bad_key",
  title: "The provider does not accept the API key",
  text: "Enter the key from your account at the provider, and everything goes on by itself.",
  label: "Key not accepted",
  answer: "4001 Unauthorized: Invalid API key.",
  parcel:
    "The provider does not accept the API key. Enter a new one in settings, and the parcel is registered by itself.",
};
const noQuota: Notice = {
  state: "quota",
  title: "The provider's quota is used up",
  text: "Add quota in your account at the provider, and what waits is registered by itself.",
  label: "Quota used up",
  answer: "4021 Bad Request: Your remaining quota is not enough.",
  parcel:
    "The provider's quota is used up. Add quota in your account at the provider, and the parcel is registered by itself.",
};
const pauses: Notice = {
  state: "too_fast",
  title: "The provider keeps asking for a pause",
  text: "Homeward goes on by itself after each pause. If other software uses the same key, give it a key of its own.",
  label: "Asks for a pause",
  answer: null,
  parcel: "The provider asked for a pause. Homeward goes on by itself, and the parcel is registered then.",
};
const titles = [unavailable, unreadable, badKey, noQuota, pauses].map(({ title }) => title);
const NOT_REGISTERED = "Not registered yet";

describeInBrowser("a merchant whose provider is in trouble", () => {
  let demo: DemoRun;
  let browser: Browser;
  let database: pg.Client;
  let sandbox: SandboxClient;
  /** Kept open in tabs of their own, as a merchant does. */
  let home: Page;
  let settings: Page;
  let waiting: Page;
  let shipments: Page;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ args: ["--app-only"] }), launchChromium()]);
    sandbox = sandboxClient(() => demo.facts());
    database = new pg.Client({ connectionString: demo.facts().databaseUrl });
    await database.connect();
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const open = async (place: string, text: string) => {
      const page = await context.newPage();
      await page.goto(`${demo.facts().adminUrl}/apps/homeward${place}`);
      await inApp(page).getByText(text).locator("visible=true").first().waitFor();
      return page;
    };
    [home, settings, waiting, shipments] = await Promise.all([
      open("/app", "Last check with Shopify"),
      open("/app/settings", "Connected"),
      open("/app/not-delivered", "Not delivered to us"),
      open("/app/shipments", "#1060"),
    ]);
    await settled(shipments);
    // So that a number that is sent twice is charged twice.
    await sandbox.faults({ chargeEveryCreate: true });
  });
  afterAll(async () => {
    await browser.close();
    await database.end();
    await demo.stop();
  });

  const until = (ask: () => Promise<boolean>, what: string) =>
    eventually(async () => ((await ask()) ? true : null), {
      withinMs: WITHIN_MS,
      what: () => `${what}; the log ends with:\n${demo.log().slice(-3_000)}`,
    });

  /** Comes back to a tab until it is as it should be. */
  const shows = (page: Page, text: string, isThere = true) =>
    until(
      async () => {
        await look(page);
        const count = await inApp(page).getByText(text, { exact: false }).locator("visible=true").count();
        return count > 0 === isThere;
      },
      `${page.url()} to ${isThere ? "say" : "say no longer"} "${text}"`,
    );

  let lastNumber = 0;
  /** Two orders, one right after the other. */
  async function fulfilTwo() {
    const numbers = [1, 2].map(() => `94001${String(++lastNumber).padStart(15, "0")}10`);
    let orderName = "";
    for (const number of numbers) {
      const fulfilled = await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "USPS" });
      expect(fulfilled.status).toBe(200);
      orderName = fulfilled.orderName;
    }
    return { numbers, orderName };
  }

  const unregistered = async (numbers: string[]) => {
    const { rows } = await database.query<{ open: number }>(
      `SELECT $1 - count(*)::int AS open FROM shipment JOIN account ON account.id = account_id AND account.kind = 'shop'
        WHERE number_key = ANY($2) AND registration_state = 'registered'`,
      [numbers.length, numbers],
    );
    return rows[0]?.open ?? numbers.length;
  };
  const stateOf = async () => {
    const { rows } = await database.query<{ state: string }>(
      "SELECT state::text AS state FROM connection JOIN account ON account.id = account_id AND account.kind = 'shop'",
    );
    return rows[0]?.state ?? "";
  };

  /** The parcel's row in the list, and its page. */
  async function openParcel(orderName: string): Promise<void> {
    await shows(shipments, orderName);
    const row = inApp(shipments).getByRole("row").filter({ hasText: orderName });
    expect(await row.innerText()).toContain("Pending");
    await row.getByRole("link", { name: orderName }).click();
    await inApp(shipments).getByText("Why this status").waitFor();
  }

  const alarms = async (page: Page) => {
    const said = await Promise.all(titles.map((title) => inApp(page).getByText(title).locator("visible=true").count()));
    return said.reduce((sum, count) => sum + count, 0);
  };

  async function expectNotice(notice: Notice): Promise<void> {
    await Promise.all([
      shows(home, notice.title).then(async () => {
        await shows(home, notice.text);
        expect(await alarms(home)).toBe(1);
      }),
      shows(settings, notice.label).then(async () => {
        if (notice.answer !== null) await shows(settings, `Last answer: ${notice.answer}`);
      }),
      shows(waiting, "2 parcels wait to be registered"),
      shows(shipments, NOT_REGISTERED).then(() => shows(shipments, notice.parcel)),
    ]);
  }

  /** Everything is registered and paid for once, and nothing is said of any trouble. */
  async function expectMended(numbers: string[]): Promise<void> {
    let nudgeAt = performance.now() + NUDGE_AFTER_MS;
    await until(async () => {
      if ((await unregistered(numbers)) === 0 && (await stateOf()) === "ok") return true;
      if (performance.now() < nudgeAt) return false;
      // Calls that were held back reach the provider closer together than they left, and it may ask
      // for its two minutes of silence.
      await sandbox.moveClock(SILENCE_HOURS);
      nudgeAt = performance.now() + NUDGE_AFTER_MS;
      return false;
    }, "both numbers to be registered and the connection to work");
    const { charges } = await sandbox.providerCalls();
    expect(numbers.map((number) => charges[`${number}|usps`])).toEqual([1, 1]);
    await Promise.all([
      until(async () => (await look(home), (await alarms(home)) === 0), "Home to be calm"),
      shows(settings, "Connected"),
      shows(waiting, "wait to be registered", false),
      shows(shipments, "Registered with the provider.").then(() => shows(shipments, NOT_REGISTERED, false)),
    ]);
    await inApp(shipments).getByRole("link", { name: "Shipments" }).first().click();
    await inApp(shipments).getByRole("row").first().waitFor();
  }

  /**
   * Starts a state that lasts until it is ended, in which two orders are fulfilled. Answers once a
   * call has gone wrong in it.
   */
  async function fulfilInto(fault: Fault, state: string) {
    // The silence asked for may also have come once all was mended; without its end there is no
    // call that could go wrong.
    await sandbox.moveClock(SILENCE_HOURS);
    await sandbox.faults({ ...fault, calls: ALL_CALLS });
    const fulfilled = await fulfilTwo();
    await Promise.all([
      until(async () => (await stateOf()) === state, `the connection to be ${state}`),
      openParcel(fulfilled.orderName),
    ]);
    return fulfilled.numbers;
  }
  const end = async () => {
    await sandbox.faults({ mode: "none" });
    await sandbox.release();
  };

  const passing: [name: string, fault: Fault, notice: Notice][] = [
    ["answers with an error", { mode: "http500", when: "after" }, { ...unavailable, answer: "error 500" }],
    [
      "breaks calls off",
      { mode: "reset", when: "after" },
      { ...unavailable, answer: "none, the connection broke off" },
    ],
    [
      "answers with a web page",
      { mode: "garbage", when: "before" },
      { ...unreadable, answer: "a web page instead of data" },
    ],
    ["answers by halves", { mode: "garbage", when: "after" }, { ...unreadable, answer: "only half of it arrived" }],
    ["is silent", { mode: "timeout", when: "before" }, neverAnswers],
    ["never lets a call through", { hold: "before" }, neverAnswers],
    ["works and never says so", { hold: "after" }, neverAnswers],
  ];
  test.each(passing)("that %s, is told so while it lasts, and has to do nothing", async (_, fault, notice) => {
    const numbers = await fulfilInto(fault, notice.state);
    await sandbox.moveClock(LASTING_HOURS);
    await expectNotice(notice);
    await end();
    await sandbox.moveClock(LASTING_HOURS);
    await expectMended(numbers);
  });

  const lasting: [name: string, fault: Fault, notice: Notice][] = [
    ["does not accept the key any more", { mode: "badkey", when: "before" }, badKey],
    ["has no quota left", { mode: "quota", when: "after" }, noQuota],
  ];
  test.each(lasting)(
    "that %s, is told what to do, and ends it with a test of the connection",
    async (_, fault, notice) => {
      const numbers = await fulfilInto(fault, notice.state);
      await expectNotice(notice);
      await end();
      await inApp(settings).getByRole("button", { name: "Test connection" }).click();
      await expectMended(numbers);
    },
  );

  test("that asks for one pause after the other, is told when the first was not enough", async () => {
    const numbers = await fulfilInto({ mode: "rate429", when: "before" }, "too_fast");
    await Promise.all([
      shows(settings, "The provider asked for a short pause. Homeward goes on by itself"),
      shows(shipments, pauses.parcel),
    ]);
    await look(home);
    expect(await alarms(home)).toBe(0);
    await sandbox.moveClock(SILENCE_HOURS);
    await sandbox.moveClock(LASTING_HOURS);
    await expectNotice(pauses);
    await end();
    await sandbox.moveClock(SILENCE_HOURS);
    await expectMended(numbers);
  });

  test("that is slow, is told nothing", async () => {
    const numbers = await fulfilInto({ mode: "slow", when: "after" }, "ok");
    await shows(shipments, "Being sent to the provider.");
    await expectNoAlarm();
    await until(async () => (await unregistered(numbers)) === 0, "both numbers to be registered slowly");
    await end();
    await expectMended(numbers);
  });

  test("that breaks one call off, is told nothing", async () => {
    await sandbox.faults({ mode: "reset", when: "after", calls: 1 });
    const { numbers, orderName } = await fulfilTwo();
    await Promise.all([
      until(async () => (await stateOf()) === "unreachable", "a call to break off"),
      openParcel(orderName),
    ]);
    await expectNoAlarm();
    await expectMended(numbers);
  });

  async function expectNoAlarm(): Promise<void> {
    await Promise.all([look(home), look(settings), look(shipments)]);
    expect(await alarms(home)).toBe(0);
    await shows(settings, "Connected");
    expect(await inApp(shipments).getByText(NOT_REGISTERED).count()).toBe(0);
  }
});

type Fault = { mode: string; when: string } | { hold: string };

/** Comes back to a tab: an open page reads itself again at that. */
async function look(page: Page): Promise<void> {
  await page.frames()[1]?.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
}

function inApp(page: Page): FrameLocator {
  return page.frameLocator("iframe");
}
