import { escapeHtml, scriptJson } from "../http/reply";
import type { Fulfillment, Order } from "../shop/model";

/** What the widget's host in the page needs to know. */
export interface HostSettings {
  targets: string[];
  locales: Record<string, unknown>;
  locale: string;
  shop: { id: string; name: string; myshopifyDomain: string; storefrontUrl: string };
  order: { id: string; name: string; processedAt: string; cancelledAt: string | null };
  customerId: string | null;
  signedIn: boolean;
  tokenUrl: string;
  /** Requests to `from` go to `to`. */
  backend: { from: string; to: string };
  bundleUrl: string;
}

/** The order-status page of customer accounts, with a place for the widget. */
export function orderStatusPage(order: Order, fulfillments: readonly Fulfillment[], host: HostSettings): string {
  const address = order.shippingAddress;
  const items = order.lineItems.map(
    (item) => `<li><span>${item.quantity} × ${escapeHtml(item.title)}</span><span>$${item.price}</span></li>`,
  );
  const confirmed = new Intl.DateTimeFormat(host.locale, { dateStyle: "medium", timeZone: "America/New_York" });
  return page(
    order.name,
    host.locale,
    `<div class="crumb"><a href="/store">Hearth & Hill</a></div>
    <h1>Order ${escapeHtml(order.name)}</h1>
    <p class="quiet">Confirmed ${confirmed.format(new Date(order.createdAt))}</p>
    <div class="columns">
      <div>
        <div id="extension" data-state="loading"></div>
        <section class="card"><h2>Delivery</h2>
          <p>${fulfillments.length > 0 ? "Your order is on its way or has arrived." : "Your order is being prepared."}</p>
          <p class="quiet">${escapeHtml(`${address.firstName} ${address.lastName}`)}<br>${escapeHtml(address.address1)}<br>
          ${escapeHtml(`${address.city} ${address.zip}`)}<br>${escapeHtml(address.country)}</p></section>
      </div>
      <aside class="card" aria-label="Order summary"><h2>Order summary</h2><ul class="items">${items.join("")}</ul></aside>
    </div>
    <script type="application/json" id="host-settings">${scriptJson(host)}</script>
    <script src="/store/order-status/components.js"></script>
    <script src="/store/order-status/host.js"></script>`,
  );
}

/** Impossible to mistake for a working page. */
export function brokenOrderPage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return page(
    "Broken",
    "en",
    `<section class="broken" role="alert"><h1>The order-status widget cannot be shown</h1><pre>${escapeHtml(message)}</pre></section>`,
  );
}

function page(title: string, locale: string, content: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(locale)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} – Hearth & Hill</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/store/order-status/order-status.css">
  </head>
  <body>
    <header><a class="logo" href="/store">Hearth & Hill</a>
      <nav aria-label="Account"><span aria-current="page">Orders</span><span>Profile</span></nav></header>
    <main>${content}</main>
  </body>
</html>`;
}
