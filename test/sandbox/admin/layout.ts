import { escapeHtml, scriptJson } from "../http/reply";

export const shopName = "Hearth & Hill";

const icons = {
  home: "M3 9l6-5 6 5v6H3zM7 15v-4h4v4",
  orders: "M4 3h10v12l-2.5-1.5L9 15l-2.5-1.5L4 15zM7 7h4M7 10h4",
  store: "M3 7l1-3h10l1 3M4 8v6h10V8M3 7h12",
};

export type AdminSection = "home" | "orders" | "app";

/** A page of the store's admin. `main` is HTML; the embedded app's frame is one such page. */
export function adminPage(options: {
  section: AdminSection;
  title: string;
  main: string;
  /** Told to the frame's script. */
  frame: { appUrl: string; path: string } | null;
}): string {
  const { section, title, main, frame } = options;
  const link = (href: string, name: AdminSection | "store", label: string, icon: keyof typeof icons) =>
    `<li><a href="${href}"${name === section ? ' aria-current="page"' : ""}>
      <svg viewBox="0 0 18 18" aria-hidden="true"><path d="${icons[icon]}"/></svg>${label}</a></li>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} · ${escapeHtml(shopName)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/admin/assets/frame.css">
  </head>
  <body>
    <header class="top-bar">
      <button id="menu-button" type="button" aria-label="Menu" aria-expanded="false" aria-controls="main-nav">☰</button>
      <a class="brand" href="/admin/home"><span aria-hidden="true"></span>Sandbox admin</a>
      <div class="search" aria-hidden="true">Search</div>
      <div class="shop"><span>${escapeHtml(shopName)}</span><b aria-hidden="true">HH</b></div>
    </header>
    <nav class="main" id="main-nav" aria-label="Admin">
      <ul>
        ${link("/admin/home", "home", "Home", "home")}
        ${link("/admin/orders", "orders", "Orders", "orders")}
        ${link("/store", "store", "Online store", "store")}
      </ul>
      <div class="section">Apps</div>
      <ul>
        <li><a id="app-link" href="/admin/apps/homeward/app"><span class="app-icon" aria-hidden="true">H</span>Homeward</a></li>
      </ul>
      <ul id="app-nav"></ul>
    </nav>
    <div id="scrim"></div>
    ${main}
    <div id="toasts" role="status" aria-live="polite"></div>
    <script type="application/json" id="frame-settings">${scriptJson({ ...frame, shopName })}</script>
    <script src="/admin/assets/frame.js"></script>
  </body>
</html>`;
}
