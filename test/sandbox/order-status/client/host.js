/* global Request */
/**
 * Runs a built extension as customer accounts do: once for each place that has one of its targets,
 * each with a `shopify` global of its own, a document that is only its own region, and without
 * `window`, `location` or storage, which a worker does not have either.
 */
(async () => {
  const settings = JSON.parse(document.getElementById("host-settings").textContent);
  const places = [...document.querySelectorAll(".extension")];
  const fail = (place, error) => {
    place.dataset.state = "failed";
    place.setAttribute("role", "alert");
    place.textContent = `The extension failed: ${error?.message ?? error}`;
    console.error(error);
  };

  const language = settings.locale.split("-")[0];
  const locales = Object.keys(settings.locales);
  const used = [settings.locale, language].find((locale) => locales.includes(locale)) ?? locales[0];
  const books = [settings.locales[used], settings.locales[locales[0]]];
  const lookUp = (key) =>
    books.map((book) => key.split(".").reduce((place, part) => place?.[part], book)).find((text) => text !== undefined);
  const translate = (key, values = {}) => {
    const found = lookUp(key);
    const form =
      typeof found === "object" ? (found[new Intl.PluralRules(used).select(values.count ?? 0)] ?? found.other) : found;
    if (form === undefined) throw new Error(`Missing translation for ${key}`);
    return form.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name) => (name in values ? String(values[name]) : all));
  };

  /**
   * What an extension at this target is given: an order's page tells more than a page of its own.
   */
  const apiFor = ({ target, fulfillment }) => {
    // Signals become the extension's own kind once it hands it over, as the real host does.
    const signals = [];
    const signal = (owner, name, value) => {
      signals.push({ owner, name });
      owner[name] = { value, subscribe: (notify) => (notify(value), () => undefined) };
    };
    const run = new Map();
    const shopify = {
      extend: (offered, start) => run.set(offered, start),
      setSignals: (Signal) => {
        for (const { owner, name } of signals) owner[name] = new Signal(owner[name].value);
      },
      apiVersion: "2026-07",
      extension: { apiVersion: "2026-07", target, version: "sandbox", editor: undefined },
      i18n: {
        translate,
        formatNumber: (value, options) => new Intl.NumberFormat(used, options).format(value),
        formatCurrency: (value, options) =>
          new Intl.NumberFormat(used, { style: "currency", ...options }).format(value),
        formatDate: (value, options) => new Intl.DateTimeFormat(used, options).format(value),
      },
      sessionToken: { get: async () => (await (await fetch(settings.tokenUrl)).json()).token },
      storage: { read: async () => null, write: async () => undefined, delete: async () => undefined },
      toast: { show: async () => ({ hide: () => undefined }) },
      analytics: { publish: async () => false, visitor: async () => ({ type: "success" }) },
      localization: {},
      authenticatedAccount: {},
    };
    signal(shopify, "settings", {});
    signal(shopify.authenticatedAccount, "customer", settings.customerId ? { id: settings.customerId } : undefined);
    signal(shopify.authenticatedAccount, "purchasingCompany", undefined);
    signal(shopify.localization, "language", { isoCode: settings.locale });
    signal(shopify.localization, "extensionLanguage", { isoCode: used });
    signal(shopify.localization, "country", { isoCode: "US" });
    if (settings.order) {
      shopify.shop = settings.shop;
      shopify.buyerIdentity = {};
      shopify.requireLogin = async () => {
        const signedIn = new URL(location.href);
        signedIn.searchParams.delete("state");
        location.assign(signedIn);
      };
      signal(shopify, "order", settings.order);
      signal(shopify, "authenticationState", settings.signedIn ? "fully_authenticated" : "pre_authenticated");
      signal(shopify, "appMetafields", []);
      signal(shopify, "lines", []);
      signal(shopify, "note", undefined);
      signal(shopify.localization, "currency", { isoCode: "USD" });
      signal(shopify.localization, "timezone", "America/New_York");
      signal(shopify.localization, "market", undefined);
    }
    if (fulfillment) shopify.fulfillmentId = fulfillment;
    return { shopify, run };
  };

  const regionOf = (place) => ({
    body: place,
    createElement: (...args) => document.createElement(...args),
    createElementNS: (...args) => document.createElementNS(...args),
    createTextNode: (...args) => document.createTextNode(...args),
    createComment: (...args) => document.createComment(...args),
    createDocumentFragment: () => document.createDocumentFragment(),
  });
  /**
   * Requests carry nothing of the page. The app's public address is the app under test, and so is a
   * loopback address: the bundle may have been built for another run's port.
   */
  const isApp = (url) =>
    url.origin === settings.backend.from ||
    (/^(127\.0\.0\.1|localhost)$/.test(url.hostname) && url.origin !== location.origin);
  const request = (input, init) => {
    const asked = new Request(input, { credentials: "omit", ...init });
    const url = new URL(asked.url);
    if (!isApp(url)) return fetch(asked);
    return fetch(new Request(settings.backend.to + url.pathname + url.search, asked));
  };

  const start = async (place, source) => {
    const { target } = place.dataset;
    const { shopify, run } = apiFor(place.dataset);
    const world = { shopify, document: regionOf(place), fetch: request };
    const scope = {
      ...world,
      globalThis: world,
      self: world,
      window: undefined,
      location: undefined,
      localStorage: undefined,
      sessionStorage: undefined,
      process: undefined,
    };
    new Function(...Object.keys(scope), `"use strict";\n${source}`)(...Object.values(scope));
    const extension = run.get(target);
    if (!extension) throw new Error(`The bundle does not offer ${target}`);
    await extension(shopify);
    place.dataset.state = "running";
  };

  const bundle = await fetch(settings.bundleUrl);
  const source = await bundle.text();
  for (const place of places) {
    if (bundle.ok) start(place, source).catch((error) => fail(place, error));
    else fail(place, "The bundle cannot be loaded");
  }
})();
