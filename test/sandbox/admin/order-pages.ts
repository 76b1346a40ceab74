import { escapeHtml } from "../http/reply";
import { trackingUrl } from "../shop/fulfillment-payload";
import type { Fulfillment, Order } from "../shop/model";
import type { ShopStore } from "../shop/store";
import { adminPage } from "./layout";

const shownOrders = 100;

const day = (instant: string): string =>
  new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "America/New_York" }).format(
    new Date(instant),
  );

/** The list of orders, newest first. */
export function ordersPage(store: ShopStore): string {
  const orders = store.orders().sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const rows = orders.slice(0, shownOrders).map((order) => {
    const shipped = store.fulfillmentsOf(order.id).length > 0;
    return `<tr><td><a href="/admin/orders/${order.id}">${escapeHtml(order.name)}</a></td><td>${day(order.createdAt)}</td>
      <td>${escapeHtml(fullName(order))}</td><td>${order.shippingAddress.countryCode}</td>
      <td><span class="badge">${shipped ? "Fulfilled" : "Unfulfilled"}</span></td></tr>`;
  });
  const body = rows.length > 0 ? rows.join("") : '<tr><td colspan="5" class="quiet">There are no orders yet.</td></tr>';
  return adminPage({
    section: "orders",
    title: "Orders",
    frame: null,
    main: `<main class="page"><div class="wide"><div class="page-head"><h1>Orders</h1></div>
      <div class="card table" tabindex="0" role="region" aria-label="Orders"><table>
      <thead><tr><th>Order</th><th>Date</th><th>Customer</th><th>Country</th><th>Status</th></tr></thead>
      <tbody>${body}</tbody></table></div></div></main>`,
  });
}

/** One order, where links such as "Open order in Shopify" lead. */
export function orderPage(store: ShopStore, order: Order): string {
  const fulfillments = store.fulfillmentsOf(order.id);
  const address = order.shippingAddress;
  const items = order.lineItems.map(
    (item) => `<tr><td>${escapeHtml(item.title)}<br><span class="quiet">${item.sku}</span></td>
      <td>${item.quantity}</td><td>$${item.price}</td></tr>`,
  );
  return adminPage({
    section: "orders",
    title: order.name,
    frame: null,
    main: `<main class="page"><div class="wide"><div class="page-head"><h1>${escapeHtml(order.name)}</h1>
      <span class="badge good">Paid</span><span class="badge">${fulfillments.length > 0 ? "Fulfilled" : "Unfulfilled"}</span>
      <span class="quiet">${day(order.createdAt)}</span></div></div>
      <div class="columns"><div>${fulfillments.map(fulfillmentCard).join("")}
        <section class="card table" aria-label="Items"><table><thead><tr><th>Item</th><th>Quantity</th><th>Price</th></tr></thead>
        <tbody>${items.join("")}</tbody></table></section></div>
      <div><section class="card"><h2>Notes</h2>${escapeHtml(order.note ?? "No notes from customer")}</section>
        <section class="card"><h2>Customer</h2>${escapeHtml(fullName(order))}<br>${escapeHtml(order.email ?? "")}</section>
        <section class="card"><h2>Shipping address</h2>${escapeHtml(address.address1)}<br>${escapeHtml(`${address.city} ${address.zip}`)}
        <br>${escapeHtml(address.country)}</section>
        <section class="card"><a href="/store/orders/${encodeURIComponent(order.name)}">View order status page</a></section></div></div></main>`,
  });
}

export function homePage(store: ShopStore): string {
  return adminPage({
    section: "home",
    title: "Home",
    frame: null,
    main: `<main class="page"><div class="wide"><div class="page-head"><h1>Home</h1></div>
      <section class="card"><h2>This is the sandbox's store</h2>It has ${store.orders().length} orders.
      <a href="/admin/orders">See orders</a> or <a href="/admin/apps/homeward/app">open Homeward</a>.</section></div></main>`,
  });
}

function fulfillmentCard(fulfillment: Fulfillment): string {
  const company = fulfillment.trackingCompany;
  const numbers = fulfillment.trackingNumbers.map((number) => {
    const url = trackingUrl(company, number);
    const text = `<span class="mono">${escapeHtml(number)}</span>`;
    return `<div>${url ? `<a href="${escapeHtml(url)}" rel="noreferrer">${text}</a>` : text}</div>`;
  });
  return `<section class="card"><h2>Fulfilled ${escapeHtml(fulfillment.name)}</h2>
    <div class="quiet">${day(fulfillment.createdAt)}${company ? ` · ${escapeHtml(company)}` : ""}</div>
    ${numbers.length > 0 ? numbers.join("") : '<div class="quiet">No tracking number</div>'}</section>`;
}

function fullName(order: Order): string {
  return `${order.customer.firstName} ${order.customer.lastName}`;
}
