import { Liquid } from "liquidjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderLinkToken } from "~/features/shopper/look-up/order-link";
import { proxySignature } from "#test/sandbox/shopify/signatures";
import { contact, decide, shopDomain } from "#test/features/shopper/look-up/shop-with-orders";
import { hostileText, startShopperRoutes, type ShopperRoutes } from "./shopper-routes";

let routes: ShopperRoutes;
let visitors = 0;

beforeAll(async () => {
  routes = await startShopperRoutes();
});
afterAll(() => routes.stop());

interface Given {
  query?: string;
  body?: Record<string, string> | string;
  headers?: Record<string, string>;
  /** Who is signed in to the store. */
  customerId?: string;
  sign?: (query: URLSearchParams) => string;
}

/** A request as Shopify forwards it, from a new visitor each time. */
function proxied({ query = "", body, headers = {}, customerId = "", sign }: Given = {}): Request {
  const signed = new URLSearchParams(query);
  signed.append("shop", shopDomain);
  signed.append("logged_in_customer_id", customerId);
  signed.append("path_prefix", "/apps/track");
  signed.append("timestamp", String(Math.floor(routes.systemClock.now().getTime() / 1000)));
  signed.append("signature", sign?.(signed) ?? proxySignature(routes.secret, signed));
  return new Request(`https://app.example/proxy/track?${signed.toString()}`, {
    headers: { "x-forwarded-for": `203.0.113.${++visitors}`, ...headers },
    ...(body === undefined
      ? {}
      : { method: "POST", body: typeof body === "string" ? body : new URLSearchParams(body) }),
  });
}

const json = { Accept: "application/json" };
const details = { order: "#1001", contact: contact.email };
const post = (body: Given["body"], given: Given = {}) => routes.lookUp(proxied({ ...given, body: body ?? "" }));

/** The page as the theme gets it: Shopify runs an `application/liquid` answer. */
async function themePage(response: Response): Promise<Document> {
  expect(response.headers.get("content-type")).toBe("application/liquid; charset=utf-8");
  const html: unknown = await new Liquid().parseAndRender(await response.text());
  return new routes.DOMParser().parseFromString(String(html), "text/html");
}
const texts = (page: Document, selector: string) =>
  [...page.querySelectorAll(selector)].map((node) => node.textContent);

describe("for the block's script, a fragment", () => {
  const fromBlock = { view: "fragment", language: "en", time_zone: "Asia/Tokyo", locale: "en" };
  const ask = (body: Record<string, string>, given: Given = {}) => post({ ...fromBlock, ...body }, given);

  async function fragmentOf(response: Response): Promise<Document> {
    // Liquid would be run by Shopify, and put into the theme.
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    return new routes.DOMParser().parseFromString(await response.text(), "text/html");
  }

  it("is the page's answer and nothing else, never to be stored or indexed", async () => {
    const response = await ask(details);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    const fragment = await fragmentOf(response);
    const answer = fragment.querySelector("[data-outcome=found]");
    expect(fragment.body.children).toHaveLength(1);
    const page = await themePage(await post({ ...details, locale: "en" }));
    const withoutDays = (html = "") => html.replace(/(today|yesterday|\w{3}, \w{3} \d+)/g, "");
    expect(withoutDays(answer?.innerHTML)).toBe(withoutDays(page.querySelector(".homeward-result")?.innerHTML));
    expect(fragment.querySelector("form, style, meta[name], script")).toBeNull();
    for (const field of Object.values(contact)) expect(fragment.body.innerHTML).not.toContain(field);
  });

  it.each([
    ["another e-mail", { ...details, contact: "someone@example.com" }],
    ["another order", { ...details, order: "#9999" }],
  ])("says of %s what it says of any other", async (_, body) => {
    const response = await ask(body);
    expect(response.status).toBe(200);
    const fragment = await fragmentOf(response);
    expect(texts(fragment, "[data-outcome=not-found] > p")).toEqual([
      "We couldn't find an order with these details",
      "Parcels appear here as soon as they are shipped. Look again when you get our shipping message.",
    ]);
  });

  it("says nothing of a form that lacks something", async () => {
    const response = await ask({ order: "#1001" });
    expect(response.status).toBe(422);
    expect(texts(await fragmentOf(response), "[data-outcome=incomplete]")).toEqual([""]);
  });

  it("has the limit of any other look-up", async () => {
    const headers = { "x-forwarded-for": "198.51.100.10" };
    for (let miss = 0; miss < 20; miss++) await ask({ ...details, order: `#6${miss}` }, { headers });
    const response = await ask(details, { headers });
    expect(response.status).toBe(429);
    expect(texts(await fragmentOf(response), "[data-outcome=too-many]")[0]).toMatch(/^Too many tries/);
  });

  it("speaks the block's language, with the days and hours of its region", async () => {
    const scan = async (fields: Record<string, string>) => {
      const fragment = await fragmentOf(await ask({ ...details, ...fields }));
      const [said = ""] = texts(fragment, ".homeward-parcel > .homeward-quiet:not(:first-child)");
      return [texts(fragment, ".homeward-sentence")[0], / (\d+[:.]\d+.*)$/.exec(said)?.[1]?.replace(/\s/g, " ")];
    };
    const [american, british] = await Promise.all([scan({}), scan({ locale: "en-GB" })]);
    expect(american).toEqual(["On its way", expect.stringMatching(/ [AP]M$/)]);
    expect(british).toEqual(["On its way", expect.stringMatching(/^\d\d?:\d\d$/)]);
    // The block has no Korean words and shows English ones; a Portuguese store's block may have
    // Brazilian ones.
    expect(await scan({ locale: "ko" })).toEqual(american);
    expect((await scan({ locale: "pt-PT", language: "pt-BR" }))[0]).toBe("A caminho");
    expect(await scan({ time_zone: "nowhere/at all" })).toEqual(american);
  });

  it("is for no request that wants data", async () => {
    const response = await ask(details, { headers: json });
    expect(await response.json()).toMatchObject({ kind: "found" });
  });

  it("shows a carrier's mark-up as text", async () => {
    const fragment = await fragmentOf(await ask({ order: "#1666", contact: contact.email }));
    expect(texts(fragment, ".homeward-latest strong")).toEqual([hostileText]);
    expect(fragment.querySelector("script, img")).toBeNull();
  });
});

describe("for a program, data", () => {
  it("answers the order as JSON, never to be stored or indexed", async () => {
    const response = await post(details, { headers: json });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(await response.json()).toMatchObject({
      kind: "found",
      answer: { order: { name: "#1001" }, parcels: [{ number: "AA2" }, { number: "AA1" }] },
    });
  });

  it("takes the field under its old name", async () => {
    const response = await post({ order: "#1001", email: contact.email }, { headers: json });
    expect(await response.json()).toMatchObject({ kind: "found" });
  });

  it("takes JSON too", async () => {
    const response = await post(JSON.stringify(details), { headers: { ...json, "Content-Type": "application/json" } });
    expect(await response.json()).toMatchObject({ kind: "found" });
  });

  it.each([
    ["another e-mail", { ...details, contact: "someone@example.com" }],
    ["another order", { ...details, order: "#9999" }],
    ["10,000 characters", { ...details, order: "1".repeat(10_000) }],
  ])("answers %s with the same words and status", async (_, body) => {
    const response = await post(body, { headers: json });
    expect([response.status, await response.json()]).toEqual([200, { kind: "not-found" }]);
  });

  it.each([
    ["nothing", "", "application/x-www-form-urlencoded"],
    ["an empty e-mail", "order=1001&email=", "application/x-www-form-urlencoded"],
    ["broken JSON", "{", "application/json"],
    ["JSON of another shape", `{"order":{"$ne":1},"email":[]}`, "application/json"],
    ["a body of no known type", "\u0000\u0001", "application/octet-stream"],
  ])("says that something is missing when given %s", async (_, body, type) => {
    const response = await post(body, { headers: { ...json, "Content-Type": type } });
    expect([response.status, await response.json()]).toEqual([422, { kind: "incomplete" }]);
  });

  it("slows down who guesses", async () => {
    const headers = { ...json, "x-forwarded-for": "198.51.100.9" };
    for (let miss = 0; miss < 20; miss++) await post({ ...details, order: `#7${miss}` }, { headers });
    const response = await post(details, { headers });
    expect([response.status, await response.json()]).toEqual([429, { kind: "too-many" }]);
    expect(routes.pauses.slice(0, 5)).toEqual([250, 500, 1_000, 2_000, 4_000]);
  });

  it("takes the contact under its new name, and a tracking number alone where that is allowed", async () => {
    const ask = async (body: Record<string, string>): Promise<unknown> => (await post(body, { headers: json })).json();
    expect(await ask({ order: "1001", contact: contact.email })).toMatchObject({ kind: "found" });
    expect(await ask({ number: "AA1" })).toEqual({ kind: "not-found" });
    expect(await ask({ order: "1001", contact: contact.postalCode })).toEqual({ kind: "not-found" });
    await decide(routes.shops, routes.account, { lookUpBy: ["email", "postcode", "number"] });
    expect(await ask({ number: "AA1" })).toMatchObject({
      kind: "found",
      answer: { order: { name: "" }, parcels: [{ number: "AA1" }] },
    });
    expect(await ask({ order: "1001", contact: contact.postalCode })).toMatchObject({ kind: "found" });
    expect(await ask({ order: "1001", number: "AA1" })).toEqual({ kind: "incomplete" });
    await decide(routes.shops, routes.account, {});
  });

  it("shows an order by its id to the customer Shopify says it is, and to no other visitor", async () => {
    const body = { order_id: "6123456789001" };
    const ask = async (customerId: string): Promise<unknown> =>
      (await post(body, { customerId, headers: json })).json();
    expect(await ask("77")).toMatchObject({ kind: "found", answer: { order: { name: "#1001" } } });
    for (const customerId of ["78", ""]) expect(await ask(customerId)).toEqual({ kind: "not-found" });
  });
});

describe("a link to an order", () => {
  const open = (token: string, given: Given = {}) => routes.lookUp(proxied(given), `o/${token}`);
  const tokenOf = async () => {
    const { id } = await routes.shops.db.prisma.order.findFirstOrThrow({ where: { nameKey: "1001" } });
    return orderLinkToken(routes.shops.vault, { accountId: routes.account, orderId: id }, routes.shops.clock.now());
  };

  it("shows the order inside the theme, or answers it as JSON", async () => {
    const token = await tokenOf();
    expect(token).toMatch(/^[\w-]{68}$/);
    const page = await themePage(await open(token));
    expect(page.querySelector("form")).toBeNull();
    expect(texts(page, ".homeward-sentence")).toEqual(["On its way", "On its way"]);
    const data: unknown = await (await open(token, { headers: json })).json();
    expect(data).toMatchObject({ kind: "found", answer: { order: { name: "#1001" } } });
  });

  it("that leads nowhere says what any wrong look-up says", async () => {
    const page = await themePage(await open(`${await tokenOf()}x`));
    expect(texts(page, ".homeward-message")).toEqual(["We couldn't find an order with these details"]);
    expect(texts(page, "label")).toEqual(["Order number", "Email"]);
  });

  it("that was cut leads to the form", async () => {
    const response = await routes.lookUp(proxied(), "o");
    expect(response.status).toBe(404);
    expect(texts(await themePage(response), "label")).toEqual(["Order number", "Email"]);
  });
});

it("a genuine request that is sent again changes nothing, and answers nothing new", async () => {
  const sent = { ...details };
  const request = proxied({ headers: json, body: sent });
  const answered = await (await routes.lookUp(request.clone())).json();
  const stored = async () =>
    routes.shops.db.query(
      `SELECT (SELECT jsonb_agg(o ORDER BY id) FROM "order" o) AS orders, (SELECT jsonb_agg(a) FROM account a) AS accounts,
              (SELECT jsonb_agg(s ORDER BY id) FROM shipment s) AS shipments, (SELECT jsonb_agg(m ORDER BY key_hash) FROM look_up_miss m) AS misses`,
    );
  const before = await stored();
  routes.systemClock.advance({ seconds: 60 });
  expect(await (await routes.lookUp(request.clone())).json()).toEqual(answered);
  expect(await stored()).toEqual(before);
  routes.systemClock.advance({ seconds: 31 });
  expect(await routes.lookUp(request).catch((refusal: unknown) => refusal)).toMatchObject({ status: 401 });
});

it("what Shopify signed for one look-up proves nothing for another", async () => {
  const request = proxied({ headers: json, body: { ...details, email: "someone@example.com" } });
  const other = new Request(request.url, {
    method: "POST",
    headers: request.headers,
    body: new URLSearchParams({ order_id: "6123456789001" }),
  });
  expect(await (await routes.lookUp(other)).json()).toEqual({ kind: "not-found" });
});

describe("for a browser without script", () => {
  it("shows the form, which posts to the store's own path", async () => {
    const page = await themePage(await routes.lookUp(proxied()));
    const form = page.querySelector("form");
    expect([form?.getAttribute("method"), form?.getAttribute("action")]).toEqual([
      "post",
      "/apps/track#homeward-result",
    ]);
    expect(texts(page, "label")).toEqual(["Order number", "Email"]);
    expect(texts(page, "style")[0]).toContain(".homeward-form");
    expect(texts(page, ".homeward-result")).toEqual([""]);
    expect(page.querySelector("meta[name=robots]")?.getAttribute("content")).toBe("noindex, nofollow");
  });

  it("keeps the order's name a link from a message brought along, and looks nothing up", async () => {
    routes.asked.length = 0;
    const page = await themePage(await routes.lookUp(proxied({ query: "order=%231001%7B%7B%20shop%20%7D%7D" })));
    expect(page.querySelector("[name=order]")?.getAttribute("value")).toBe("#1001{{ shop }}");
    expect(texts(page, ".homeward-result")).toEqual([""]);
    expect(routes.asked.filter((text) => text.includes("order"))).toEqual([]);
  });

  it("shows the result, with no private field in it", async () => {
    const page = await themePage(await post(details));
    expect(texts(page, ".homeward-sentence")).toEqual(["On its way", "On its way"]);
    expect(texts(page, "[aria-current=step]")).toEqual(["In transit", "In transit"]);
    expect(texts(page, "summary")).toEqual(["All updates (1)", "All updates (1)"]);
    expect(texts(page, ".homeward-carrier")[0]).toContain("AA2");
    const html = page.documentElement.outerHTML;
    for (const field of Object.values(contact)) expect(html).not.toContain(field);
  });

  it("tells under the field what is missing, and keeps what was typed", async () => {
    const page = await themePage(await post({ order: "#1001", contact: "" }));
    expect(texts(page, "[data-bad]")).toEqual(["Enter the email you ordered with"]);
    expect(page.querySelector("[name=order]")?.getAttribute("value")).toBe("#1001");
  });

  it("says the same words for a wrong order and a wrong e-mail", async () => {
    for (const body of [
      { ...details, order: "#9999" },
      { ...details, contact: "someone@example.com" },
    ]) {
      const page = await themePage(await post(body));
      expect(texts(page, ".homeward-message")).toEqual(["We couldn't find an order with these details"]);
      expect(texts(page, ".homeward-result .homeward-quiet")[0]).toMatch(/^Parcels appear here as soon as/);
    }
  });

  it("speaks the language of the page it was sent from, or of the browser", async () => {
    expect(texts(await themePage(await post({ ...details, locale: "de-CH" })), ".homeward-sentence")[0]).toBe(
      "Unterwegs",
    );
    const french = proxied({ headers: { "accept-language": "xx;q=1, nl;q=0.8, fr-FR;q=0.9" } });
    expect(texts(await themePage(await routes.lookUp(french)), "h2")).toEqual(["Suivre votre commande"]);
  });

  it("tells an event in the shopper's language, with the carrier's own words beside it", async () => {
    const german = await themePage(await post({ ...details, locale: "de" }));
    expect(texts(german, ".homeward-latest strong")[0]).toBe("Hat den Standort verlassen");
    expect(texts(german, ".homeward-latest .homeward-quiet")[0]).toBe("Departed");
    expect(texts(german, ".homeward-updates li > div")[0]).toMatch(/^Hat den Standort verlassenDeparted · /);
    const english = await themePage(await post(details));
    expect(texts(english, ".homeward-latest strong")[0]).toBe("Departed");
    expect(texts(english, ".homeward-latest .homeward-quiet")).toEqual([]);
  });

  it("runs from right to left where the language does", async () => {
    const region = async (locale: string) =>
      (await themePage(await post({ ...details, locale }))).querySelector(".homeward");
    const arabic = await region("ar-EG");
    expect([arabic?.getAttribute("lang"), arabic?.getAttribute("dir")]).toEqual(["ar", "rtl"]);
    expect(arabic?.querySelector(".homeward-sentence")?.textContent).toBe("في الطريق");
    const brazilian = await region("pt-BR");
    expect([brazilian?.getAttribute("lang"), brazilian?.getAttribute("dir")]).toEqual(["pt-BR", "ltr"]);
  });

  it.each([
    ["{{ shop.secret }}", "a visitor's output"],
    ["{% assign x = 1 %}{{ x }}", "a visitor's tag"],
    ["{% endraw %}{{ 7 | times: 6 }}", "a way out of raw"],
    [`"><script>alert(1)</script>`, "a visitor's script"],
  ])("shows %s as it was typed (%s)", async (order) => {
    const page = await themePage(await post({ ...details, order }));
    expect(page.querySelector("[name=order]")?.getAttribute("value")).toBe(order);
    expect(page.querySelector("script")).toBeNull();
  });

  it("shows a carrier's mark-up and braces as text", async () => {
    const page = await themePage(await post({ order: "#1666", contact: contact.email }));
    expect(texts(page, ".homeward-latest strong")).toEqual([hostileText]);
    expect(page.querySelector("script, img")).toBeNull();
  });
});

describe("refuses with 401, and asks the database nothing", () => {
  const refusal = async (given: Given) => {
    routes.asked.length = 0;
    const answers = [];
    for (const call of [
      () => routes.lookUp(proxied(given)),
      () => routes.lookUp(proxied({ ...given, body: details })),
    ]) {
      const thrown: unknown = await Promise.resolve()
        .then(call)
        .catch((error: unknown) => error);
      answers.push(thrown instanceof Response ? thrown.status : thrown);
    }
    expect(routes.asked).toEqual([]);
    return answers;
  };

  it.each([
    ["no signature", { sign: () => "" }],
    ["a wrong signature", { sign: () => "0".repeat(64) }],
    ["a signature with another secret", { sign: (query: URLSearchParams) => proxySignature("another", query) }],
    ["a second shop", { query: "shop=other-shop.myshopify.com" }],
  ])("%s", async (_, given) => expect(await refusal(given)).toEqual([401, 401]));

  it("a request that was saved and sent again later", async () => {
    const request = proxied();
    routes.systemClock.advance({ seconds: 91 });
    const thrown: unknown = await Promise.resolve()
      .then(() => routes.lookUp(request))
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ status: 401 });
  });
});
