import { escapeHtml, scriptJson } from "../http/reply";
import type { Fulfillment, Order } from "../shop/model";
import { directionOf } from "../storefront/theme";

/** What the extension's host in the page needs to know. */
export interface HostSettings {
  /** Where the extension wants to show. */
  targets: string[];
  locales: Record<string, unknown>;
  locale: string;
  shop: { id: string; name: string; myshopifyDomain: string; storefrontUrl: string };
  /** Null on pages of no order. */
  order: { id: string; name: string; processedAt: string; cancelledAt: string | null } | null;
  customerId: string | null;
  signedIn: boolean;
  tokenUrl: string;
  /** Requests to `from` go to `to`. */
  backend: { from: string; to: string };
  bundleUrl: string;
}

/**
 * A place where the extension shows one of its targets. The host fills it; throws for a target the
 * configuration does not name.
 */
function place({ targets }: HostSettings, target: string, fulfillmentId?: string): string {
  if (!targets.includes(target)) throw new Error(`The extension's configuration has no target ${target}`);
  const fulfillment = fulfillmentId === undefined ? "" : ` data-fulfillment="${escapeHtml(fulfillmentId)}"`;
  return `<div class="extension" data-state="loading" data-target="${escapeHtml(target)}"${fulfillment}></div>`;
}

/**
 * The order-status page of customer accounts, with a place for the block and one below each
 * fulfillment.
 */
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
        ${place(host, "customer-account.order-status.block.render")}
        ${fulfillments
          .filter(({ status }) => status === "success")
          .map((fulfillment) => fulfillmentCard(host, fulfillment))
          .join("")}
        <section class="card"><h2>Delivery</h2>
          <p>${fulfillments.length > 0 ? "Your order is on its way or has arrived." : "Your order is being prepared."}</p>
          <p class="quiet">${escapeHtml(`${address.firstName} ${address.lastName}`)}<br>${escapeHtml(address.address1)}<br>
          ${escapeHtml(`${address.city} ${address.zip}`)}<br>${escapeHtml(address.country)}</p></section>
      </div>
      <aside class="card" aria-label="Order summary"><h2>Order summary</h2><ul class="items">${items.join("")}</ul></aside>
    </div>
    ${hostScripts(host)}`,
    order,
  );
}

/** The page of all parcels of an order's customer: the whole of it is the extension's. */
export function parcelsPage(order: Order, host: HostSettings): string {
  return page("Parcels", host.locale, `${place(host, "customer-account.page.render")}${hostScripts(host)}`, order);
}

function fulfillmentCard(host: HostSettings, { id, name, createdAt }: Fulfillment): string {
  const sent = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "America/New_York" });
  return `<section class="card fulfillment"><h2>Shipment ${escapeHtml(name)}</h2>
    <p class="quiet">Sent ${sent.format(new Date(createdAt))}</p>
    ${place(host, "customer-account.order-status.fulfillment-details.render-after", `gid://shopify/Fulfillment/${id}`)}</section>`;
}

function hostScripts(host: HostSettings): string {
  return `<script type="application/json" id="host-settings">${scriptJson(host)}</script>
    <script src="/store/order-status/components.js"></script>
    <script src="/store/order-status/host.js"></script>`;
}

/** Impossible to mistake for a working page. */
export function brokenOrderPage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return page(
    "Broken",
    "en",
    `<section class="broken" role="alert"><h1>The extension cannot be shown</h1><pre>${escapeHtml(message)}</pre></section>`,
  );
}

function page(title: string, locale: string, content: string, order?: Order): string {
  const name = encodeURIComponent(order?.name ?? "");
  const places = [
    ["Orders", `/store/orders/${name}`],
    ["Parcels", `/store/account/parcels?order=${name}`],
  ] as const;
  const current = title === "Parcels" ? "Parcels" : "Orders";
  const links = places
    .map(([place, address]) =>
      order
        ? `<a href="${address}"${place === current ? ' aria-current="page"' : ""}>${place}</a>`
        : `<span>${place}</span>`,
    )
    .join("");
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} – Hearth & Hill</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/store/order-status/order-status.css">
  </head>
  <body>
    <header><a class="logo" href="/store">Hearth & Hill</a>
      <nav aria-label="Account">${links}</nav></header>
    <main>${content}</main>
  </body>
</html>`;
}
