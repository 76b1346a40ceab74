/* global addEventListener */
/** The admin around the embedded app: answers the App Bridge stand-in inside the iframe. */
(() => {
  const settings = JSON.parse(document.getElementById("frame-settings").textContent);
  const frame = document.getElementById("app-frame");
  const byId = (id) => document.getElementById(id);
  const appPrefix = "/admin/apps/homeward";

  // The menu button of narrow screens works on every page of the admin.
  const menuButton = byId("menu-button");
  const setMenu = (open) => {
    document.body.classList.toggle("menu-open", open);
    menuButton.setAttribute("aria-expanded", String(open));
  };
  menuButton.addEventListener("click", () => setMenu(!document.body.classList.contains("menu-open")));
  byId("scrim").addEventListener("click", () => setMenu(false));
  addEventListener("keydown", (event) => event.key === "Escape" && setMenu(false));
  if (!frame) return;

  const appOrigin = new URL(settings.appUrl).origin;
  const report = (kind, detail = {}) =>
    frame.contentWindow.postMessage({ bridge: "admin", kind, ...detail }, appOrigin);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Leaving with unsaved changes ------------------------------------------------------------------
  let unsaved = null;
  const confirmWith = (dialogId) =>
    new Promise((resolve) => {
      const dialog = byId(dialogId);
      dialog.returnValue = "";
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });
  const mayLeave = async () => unsaved === null || (await confirmWith("leave-dialog"));

  // Navigation menu -------------------------------------------------------------------------------
  let items = [];
  let path = settings.path;
  const drawNav = () => {
    const here = new URL(path, appOrigin).pathname;
    const visible = items.filter((item) => !item.home);
    const best = visible.filter((item) => here === item.href || here.startsWith(`${item.href}/`)).at(-1);
    byId("app-nav").replaceChildren(
      ...items.flatMap((item, index) => {
        if (item.home) return [];
        const link = make("a", { href: appPrefix + item.href, textContent: item.label });
        if (item === best) link.setAttribute("aria-current", "page");
        link.addEventListener("click", async (event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          setMenu(false);
          if (await mayLeave()) report("nav-click", { index });
        });
        return [make("li", {}, link)];
      }),
    );
    const atHome = !best;
    byId("app-link").classList.toggle("current", atHome);
    if (atHome) byId("app-link").setAttribute("aria-current", "page");
    else byId("app-link").removeAttribute("aria-current");
  };
  byId("app-link").addEventListener("click", async (event) => {
    const index = items.findIndex((item) => item.home);
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setMenu(false);
    if (!(await mayLeave())) return;
    if (index >= 0) report("nav-click", { index });
    else report("go-to", { path: "/app" });
  });

  // Title bar, save bar, toasts -------------------------------------------------------------------
  const drawTitleBar = ({ title, actions }) => {
    byId("app-title").textContent = title;
    byId("title-separator").hidden = title === "";
    document.title = `${title || "Homeward"} · ${settings.shopName}`;
    byId("title-actions").replaceChildren(
      ...actions.map((action, index) => {
        const button = make("button", { type: "button", textContent: action.label });
        button.className = action.variant === "primary" ? "primary" : "";
        button.disabled = Boolean(action.disabled || action.loading);
        button.addEventListener("click", () => report("title-action", { index }));
        return button;
      }),
    );
  };
  const drawSaveBar = (bar) => {
    unsaved = bar.shown ? bar : null;
    byId("save-bar").hidden = !bar.shown;
    if (!bar.shown) return;
    const [save, discard] = [byId("save-button"), byId("discard-button")];
    save.textContent = bar.save.loading ? "Saving" : bar.save.label;
    save.disabled = Boolean(bar.save.disabled || bar.save.loading);
    discard.textContent = bar.discard.label;
    discard.disabled = Boolean(bar.discard.disabled || bar.discard.loading);
  };
  byId("save-button").addEventListener("click", () => report("save-click"));
  byId("discard-button").addEventListener("click", async () => {
    if (!unsaved?.confirm || (await confirmWith("discard-dialog"))) report("discard-click");
  });
  const hideToast = (id, dismissed) => {
    const toast = byId(id);
    if (!toast) return;
    toast.remove();
    report("toast-gone", { id, dismissed });
  };
  const drawToast = ({ id, message, duration, isError, action }) => {
    const toast = make(
      "div",
      { id, className: isError ? "toast error" : "toast" },
      make("span", { textContent: message }),
    );
    if (action) {
      const button = make("button", { type: "button", textContent: action });
      button.addEventListener("click", () => {
        report("toast-action", { id });
        hideToast(id, false);
      });
      toast.append(button);
    }
    const close = make("button", { type: "button", textContent: "✕" });
    close.setAttribute("aria-label", "Dismiss");
    close.addEventListener("click", () => hideToast(id, true));
    toast.append(close);
    byId("toasts").append(toast);
    setTimeout(() => hideToast(id, false), duration);
  };

  // What the app says -----------------------------------------------------------------------------
  const heard = {
    "id-token": async ({ request }) => {
      const response = await fetch("/admin/session-token");
      report("answer", { request, value: (await response.json()).token });
    },
    ready: () => report("resend"),
    nav: (message) => {
      items = message.items;
      drawNav();
    },
    location: (message) => {
      path = message.path;
      history.replaceState(null, "", appPrefix + path);
      drawNav();
    },
    "title-bar": drawTitleBar,
    "save-bar": drawSaveBar,
    "leave-confirmation": async ({ request }) => {
      if (await mayLeave()) report("answer", { request });
    },
    toast: drawToast,
    "toast-hide": ({ id }) => hideToast(id, false),
    loading: ({ on }) => {
      byId("loading").hidden = !on;
    },
    backdrop: ({ shown }) => document.body.classList.toggle("behind-modal", shown),
    leave: ({ path: target }) => location.assign(target),
  };
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== appOrigin || event.data?.bridge !== "app") return;
    heard[event.data.kind]?.(event.data);
  });
  frame.addEventListener("load", () => report("resend"));
  drawNav();
})();
