/* global sessionStorage, atob, Request, addEventListener, CSSStyleSheet, MutationObserver, queueMicrotask */
/**
 * A working stand-in for Shopify's App Bridge, for the sandbox's admin. It gives the embedded app
 * `window.shopify`, signs its fetches, and mirrors navigation menu, title bar, save bar and toast
 * into the frame around it. Nothing in the page is touched before the app shows something of its
 * own, so that hydration finds what the server sent. One long file, because the app loads it by one
 * plain script tag.
 */
(() => {
  const script = document.currentScript;
  const frameOrigin = new URL(script.src).origin;
  const address = new URL(location.href);
  const remember = (name) => {
    const value = address.searchParams.get(name);
    if (value) sessionStorage.setItem(`app-bridge:${name}`, value);
    return value ?? sessionStorage.getItem(`app-bridge:${name}`) ?? "";
  };
  const config = {
    apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? "",
    shop: remember("shop"),
    host: remember("host"),
    locale: remember("locale") || "en",
  };
  const embedded = window.parent !== window;

  const pending = new Map();
  let nextRequest = 1;
  const report = (kind, detail = {}) => {
    if (embedded) window.parent.postMessage({ bridge: "app", kind, ...detail }, frameOrigin);
  };
  const ask = (kind, detail) =>
    new Promise((resolve) => {
      const request = nextRequest++;
      pending.set(request, resolve);
      report(kind, { request, ...detail });
    });

  // Session tokens --------------------------------------------------------------------------------
  let token = null;
  const expiryOf = (jwt) => JSON.parse(atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).exp * 1000;
  const nativeFetch = window.fetch.bind(window);
  const fetchToken = async () => (await (await nativeFetch(`${frameOrigin}/admin/session-token`)).json()).token;
  const idToken = async () => {
    if (!token || expiryOf(token) - Date.now() < 10_000) token = embedded ? await ask("id-token") : await fetchToken();
    return token;
  };
  window.fetch = async (input, init) => {
    const first = new Request(input, init);
    if (new URL(first.url).origin !== location.origin || first.headers.has("Authorization")) return nativeFetch(first);
    const send = async () => {
      const request = first.clone();
      request.headers.set("Authorization", `Bearer ${await idToken()}`);
      request.headers.set("X-Requested-With", "XMLHttpRequest");
      return nativeFetch(request);
    };
    let response = await send();
    if (response.status === 401 && response.headers.get("X-Shopify-Retry-Invalid-Session-Request")) {
      token = null;
      response = await send();
    }
    const reauthorize = response.headers.get("X-Shopify-API-Request-Failure-Reauthorize-Url");
    if (reauthorize) openAdmin(new URL(reauthorize, location.href).href, "_top");
    return response;
  };
  const reload = address.searchParams.get("shopify-reload");
  if (reload) {
    idToken().then((jwt) => {
      const target = new URL(reload, location.origin);
      target.searchParams.set("id_token", jwt);
      location.replace(target);
    });
  }

  // Links into the admin --------------------------------------------------------------------------
  /** The sandbox's address of an admin page, or null for any other address. */
  const adminPath = (href) => {
    const short = /^shopify:(?:\/\/)?(admin\/.*)$/.exec(href);
    if (short) return `/${short[1]}`;
    const url = new URL(href, location.href);
    if (url.host === config.shop && url.pathname.startsWith("/admin/")) return url.pathname + url.search;
    const store = /^\/store\/[^/]+(\/.*)$/.exec(url.pathname);
    return url.host === "admin.shopify.com" && store ? `/admin${store[1]}${url.search}` : null;
  };
  const nativeOpen = window.open.bind(window);
  const openAdmin = (href, target) => {
    const path = adminPath(href);
    if (!path) return nativeOpen(href, target);
    if (target === "_blank") return nativeOpen(frameOrigin + path, "_blank");
    report("leave", { path });
    return null;
  };
  window.open = (href, target, features) => {
    const known = href !== undefined && adminPath(String(href));
    return known ? openAdmin(String(href), target ?? "_blank") : nativeOpen(href, target, features);
  };
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || !adminPath(link.href)) return;
      event.preventDefault();
      openAdmin(link.href, link.target || "_top");
    },
    true,
  );

  // Where the app is ------------------------------------------------------------------------------
  const handed = new Set([
    "embedded",
    "shop",
    "host",
    "hmac",
    "id_token",
    "locale",
    "session",
    "timestamp",
    "shopify-reload",
  ]);
  let reported = "";
  const reportLocation = () => {
    const url = new URL(location.href);
    for (const name of handed) url.searchParams.delete(name);
    const path = url.pathname + url.search;
    if (path === reported || url.pathname.startsWith("/auth")) return;
    reported = path;
    report("location", { path });
  };
  for (const name of ["pushState", "replaceState"]) {
    const native = history[name].bind(history);
    history[name] = (...args) => {
      native(...args);
      reportLocation();
    };
  }
  addEventListener("popstate", reportLocation);
  addEventListener("DOMContentLoaded", () => {
    reportLocation();
    report("ready");
  });
  const navigate = (element) =>
    element.dispatchEvent(new Event("shopify:navigate", { bubbles: true, cancelable: true, composed: true }));

  // Elements that show in the frame ---------------------------------------------------------------
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none; }
    dialog.app-bridge-modal { border: 0; border-radius: 16px; padding: 0; width: min(620px, calc(100vw - 32px));
      max-height: calc(100vh - 32px); box-shadow: 0 16px 48px rgb(0 0 0 / 35%); color: #303030; overflow: hidden; }
    dialog.app-bridge-modal[open] { display: flex; flex-direction: column; }
    dialog.app-bridge-modal[data-variant="small"] { width: min(380px, calc(100vw - 32px)); }
    dialog.app-bridge-modal[data-variant="large"] { width: min(980px, calc(100vw - 32px)); }
    dialog.app-bridge-modal[data-variant="max"] { width: calc(100vw - 32px); height: calc(100vh - 32px); }
    dialog.app-bridge-modal::backdrop { background: rgb(0 0 0 / 60%); }
    .app-bridge-modal header, .app-bridge-modal footer { display: flex; align-items: center; gap: 8px; padding: 12px 16px; }
    .app-bridge-modal header { background: #f3f3f3; justify-content: space-between; }
    .app-bridge-modal header h2 { font-size: 14px; margin: 0; }
    .app-bridge-modal footer { justify-content: flex-end; border-top: 1px solid #e3e3e3; }
    .app-bridge-modal .app-bridge-modal-content { overflow: auto; }
    .app-bridge-modal iframe { border: 0; width: 100%; height: 60vh; }
    .app-bridge-modal button { font: inherit; font-weight: 550; border: 1px solid #c9c9c9; border-radius: 8px; background: #fff;
      padding: 6px 12px; min-height: 32px; cursor: pointer; color: #303030; }
    .app-bridge-modal button.primary { background: #303030; border-color: #303030; color: #fff; }
    .app-bridge-modal button.critical { background: #c70a24; border-color: #c70a24; color: #fff; }
    .app-bridge-modal header button { border: 0; background: none; padding: 4px 8px; }
    .app-bridge-modal button:disabled { opacity: 0.5; cursor: default; }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const textOf = (element) => (element.getAttribute("label") ?? element.textContent ?? "").trim();
  const isOn = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== "false";
  const buttonsOf = (element) => [...element.querySelectorAll("button, a, s-button")];
  const describe = (button) => ({
    label: textOf(button),
    variant: button.getAttribute("variant") ?? "",
    tone: button.getAttribute("tone") ?? "",
    disabled: isOn(button, "disabled"),
    loading: isOn(button, "loading"),
  });

  /** An element that tells the frame about itself whenever its content changes. */
  class MirroredElement extends HTMLElement {
    connectedCallback() {
      this.observer ??= new MutationObserver(() => this.mirror());
      this.observer.observe(this, { childList: true, subtree: true, attributes: true, characterData: true });
      queueMicrotask(() => this.mirror());
    }
    disconnectedCallback() {
      this.observer.disconnect();
      this.vanish();
    }
    mirror() {}
    vanish() {}
  }

  let navMenu = null;
  class NavMenuElement extends MirroredElement {
    links() {
      return [...this.querySelectorAll("a[href], s-link[href]")];
    }
    mirror() {
      if (!this.isConnected) return;
      navMenu = this;
      const items = this.links().map((link) => ({
        label: textOf(link),
        href: new URL(link.getAttribute("href"), location.href).pathname,
        home: link.getAttribute("rel") === "home",
      }));
      report("nav", { items });
    }
  }

  let titleBar = null;
  class TitleBarElement extends MirroredElement {
    mirror() {
      if (!this.isConnected || this.closest("ui-modal")) return;
      titleBar = this;
      report("title-bar", { title: this.getAttribute("title") ?? "", actions: buttonsOf(this).map(describe) });
    }
    vanish() {
      if (titleBar !== this) return;
      titleBar = null;
      report("title-bar", { title: "", actions: [] });
    }
  }

  /** What save bars and modals share: an id, `show` and `hide` with their events. */
  class ShownElement extends MirroredElement {
    showing = false;
    async show() {
      if (this.showing) return;
      this.showing = true;
      this.appear();
      this.dispatchEvent(new Event("show"));
    }
    async hide() {
      if (!this.showing) return;
      this.showing = false;
      this.vanish();
      this.dispatchEvent(new Event("hide"));
    }
    toggle() {
      return this.showing ? this.hide() : this.show();
    }
  }

  let saveBar = null;
  const saveButton = (bar) => bar.querySelector('button[variant="primary"]');
  const discardButton = (bar) => bar.querySelector('button:not([variant="primary"])');
  class SaveBarElement extends ShownElement {
    get discardConfirmation() {
      return isOn(this, "discardConfirmation") || isOn(this, "discard-confirmation");
    }
    set discardConfirmation(value) {
      this.toggleAttribute("discardConfirmation", Boolean(value));
    }
    appear() {
      saveBar = this;
      this.mirror();
    }
    mirror() {
      if (!this.showing || saveBar !== this) return;
      const [save, discard] = [saveButton(this), discardButton(this)];
      report("save-bar", {
        shown: true,
        confirm: this.discardConfirmation,
        save: { ...(save ? describe(save) : {}), label: (save && textOf(save)) || "Save" },
        discard: { ...(discard ? describe(discard) : {}), label: (discard && textOf(discard)) || "Discard" },
      });
    }
    vanish() {
      if (saveBar !== this) return;
      saveBar = null;
      report("save-bar", { shown: false });
    }
  }

  class ModalElement extends ShownElement {
    constructor() {
      super();
      this.content = document.createElement("div");
      this.content.className = "app-bridge-modal-content";
      this.dialog = document.createElement("dialog");
      this.dialog.className = "app-bridge-modal";
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.hide();
      });
    }
    get variant() {
      return this.getAttribute("variant") ?? "base";
    }
    set variant(value) {
      this.setAttribute("variant", value);
    }
    get src() {
      return this.getAttribute("src") ?? "";
    }
    set src(value) {
      this.setAttribute("src", value);
    }
    get contentWindow() {
      return this.dialog.querySelector("iframe")?.contentWindow ?? null;
    }
    appear() {
      document.body.append(this.dialog);
      this.mirror();
      this.dialog.showModal();
      report("backdrop", { shown: true });
    }
    vanish() {
      this.showing = false;
      this.dialog.close();
      this.dialog.remove();
      report("backdrop", { shown: false });
    }
    mirror() {
      if (!this.showing) return;
      const bar = this.querySelector("ui-title-bar");
      const title = bar?.getAttribute("title") ?? "";
      this.dialog.dataset.variant = this.variant;
      this.dialog.setAttribute("aria-label", title || "Dialog");
      const header = document.createElement("header");
      const heading = Object.assign(document.createElement("h2"), { textContent: title });
      const close = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
      close.setAttribute("aria-label", "Close");
      close.addEventListener("click", () => this.hide());
      header.append(heading, close);
      const footer = document.createElement("footer");
      const buttons = bar ? buttonsOf(bar) : [];
      for (const button of [...buttons].reverse()) {
        const { label, variant, tone, disabled, loading } = describe(button);
        const shown = Object.assign(document.createElement("button"), { type: "button", textContent: label });
        shown.disabled = disabled || loading;
        if (variant === "primary") shown.className = tone === "critical" ? "critical" : "primary";
        shown.addEventListener("click", () => button.click());
        footer.append(shown);
      }
      this.dialog.replaceChildren(header, this.body(), ...(buttons.length > 0 ? [footer] : []));
    }
    body() {
      if (this.src) {
        this.frame ??= document.createElement("iframe");
        if (this.frame.src !== new URL(this.src, location.href).href) this.frame.src = this.src;
        return this.frame;
      }
      const plain = [...this.children].filter((child) => !/^ui-/i.test(child.tagName) && child.hasChildNodes());
      if (this.content.childNodes.length === 0 && plain.length > 0)
        this.content.append(...plain.map((node) => node.cloneNode(true)));
      return this.content;
    }
  }
  const define = (name, element) => {
    if (!customElements.get(name)) customElements.define(name, element);
  };
  define("ui-nav-menu", NavMenuElement);
  define("s-app-nav", class extends NavMenuElement {});
  define("ui-title-bar", TitleBarElement);
  define("ui-save-bar", SaveBarElement);
  define("ui-modal", ModalElement);

  // Forms that show the save bar by themselves ----------------------------------------------------
  let dirtyForm = null;
  const settleForm = () => {
    dirtyForm = null;
    report("save-bar", { shown: false });
  };
  const noticeForm = (event) => {
    const form = event.target instanceof Element ? event.target.closest("form[data-save-bar]") : null;
    if (!form || dirtyForm === form) return;
    dirtyForm = form;
    const confirm = form.hasAttribute("data-discard-confirmation");
    report("save-bar", { shown: true, confirm, save: { label: "Save" }, discard: { label: "Discard" } });
  };
  for (const name of ["input", "change"]) document.addEventListener(name, noticeForm);
  for (const name of ["submit", "reset"]) {
    document.addEventListener(name, (event) => {
      if (event.target === dirtyForm) settleForm();
    });
  }

  // What the frame says ---------------------------------------------------------------------------
  const toasts = new Map();
  const heard = {
    answer: ({ request, value }) => {
      pending.get(request)?.(value);
      pending.delete(request);
    },
    "nav-click": ({ index }) => {
      const link = navMenu?.links()[index];
      if (link) navigate(link);
    },
    "go-to": ({ path }) => {
      const link = document.createElement("a");
      link.href = path;
      link.setAttribute("href", path);
      link.hidden = true;
      document.body.append(link);
      navigate(link);
      link.remove();
    },
    "title-action": ({ index }) => {
      const button = titleBar && buttonsOf(titleBar)[index];
      if (!button) return;
      if (button.matches("a[href]")) navigate(button);
      else button.click();
    },
    "save-click": () => {
      if (saveBar) saveButton(saveBar)?.click();
      else dirtyForm?.requestSubmit();
    },
    "discard-click": () => {
      if (saveBar) discardButton(saveBar)?.click();
      else dirtyForm?.reset();
    },
    "toast-action": ({ id }) => toasts.get(id)?.onAction?.(),
    "toast-gone": ({ id, dismissed }) => {
      if (dismissed) toasts.get(id)?.onDismiss?.();
      toasts.delete(id);
    },
    resend: () => {
      navMenu?.mirror();
      titleBar?.mirror();
      saveBar?.mirror();
    },
  };
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== frameOrigin || event.data?.bridge !== "admin") return;
    heard[event.data.kind]?.(event.data);
  });

  // The global ------------------------------------------------------------------------------------
  let toastId = 0;
  const shown = (id) => {
    const element = document.getElementById(id);
    if (!(element instanceof ShownElement)) throw new Error(`There is no save bar or modal with the id ${id}`);
    return element;
  };
  const byId = {
    show: async (id) => shown(id).show(),
    hide: async (id) => shown(id).hide(),
    toggle: async (id) => shown(id).toggle(),
  };
  const scopes = ["read_orders", "read_fulfillments", "write_app_proxy"];
  window.shopify = {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { embedded, mobile: false, pos: false, intents: false },
    idToken,
    user: async () => ({ accountAccess: "admin" }),
    loading: (on = true) => report("loading", { on: Boolean(on) }),
    toast: {
      show: (message, options = {}) => {
        const id = `toast-${++toastId}`;
        toasts.set(id, options);
        const { duration = 5000, isError = false, action = "" } = options;
        report("toast", { id, message: String(message), duration, isError, action });
        return id;
      },
      hide: (id) => report("toast-hide", { id }),
    },
    saveBar: {
      ...byId,
      // Stays unanswered while the merchant chooses to stay, as the real one does.
      leaveConfirmation: () => (saveBar || dirtyForm ? ask("leave-confirmation") : Promise.resolve()),
    },
    modal: byId,
    scopes: {
      query: async () => ({ granted: scopes, requested: scopes, optional: [] }),
      request: async () => ({ result: "granted-all", detail: { granted: scopes, requested: scopes, optional: [] } }),
      revoke: async () => ({ detail: { granted: scopes, requested: scopes, optional: [] } }),
    },
    app: { extensions: async () => [] },
    resourcePicker: async () => undefined,
    picker: async () => ({ selected: Promise.resolve(undefined) }),
    intents: { invoke: async () => ({ complete: Promise.resolve({ code: "closed" }) }) },
    reviews: {
      request: async () => ({ success: false, code: "mobile-app", message: "Reviews are not part of the sandbox" }),
    },
    support: { registerHandler: async () => undefined },
    webVitals: { onReport: () => undefined },
    setSignals: () => undefined,
  };
})();
