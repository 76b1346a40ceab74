import { escapeHtml } from "./http/reply";
import type { Sandbox } from "./sandbox";

/** `GET /`: what is here, with links. */
export function indexPage(sandbox: Sandbox): string {
  const { settings, store, clock } = sandbox;
  const latest = store
    .orders()
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, 5)
    .map(
      (order) =>
        `<li><a href="/store/orders/${encodeURIComponent(order.name)}">Order ${escapeHtml(order.name)}</a></li>`,
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Homeward sandbox</title><link rel="icon" href="data:,">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222}h2{margin-top:2rem}ul{padding-left:1.25rem}code{background:#eee;padding:0 .3em;border-radius:4px;overflow-wrap:anywhere;word-break:break-word}h1{line-height:1.2}li{margin:.25rem 0}</style></head>
<body><main><h1>Homeward sandbox</h1>
<p>A store, its shoppers, a tracking provider's line and scripted carriers, all played on this machine for the app at
<a href="${escapeHtml(settings.appUrl)}/healthz">${escapeHtml(settings.appUrl)}</a>. The store is <code>${escapeHtml(settings.shop)}</code>, it has
${store.orders().length} orders, and its parcels live at <code>${clock.now().toISOString()}</code>.</p>
<h2>Open</h2>
<ul><li><a href="/admin">The store's admin</a> with Homeward in it</li><li><a href="/store">The storefront</a> with the tracking block</li><li><a href="/store/account/parcels">All parcels of a customer</a>, in customer accounts</li>${latest.join("")}</ul>
<h2>Drive</h2>
<ul>
<li><code>POST /sandbox/fulfillments</code> {"trackingNumbers":["RB123456785CN"],"trackingCompany":"China Post"}</li>
<li><code>POST /sandbox/clock</code> {"hours":72}</li>
<li><code>POST /sandbox/webhooks</code> · <code>POST /sandbox/seed</code> · <code>POST /sandbox/reset</code></li>
<li><a href="/sandbox/orders"><code>GET /sandbox/orders</code></a> · <a href="/sandbox/provider/calls"><code>GET /sandbox/provider/calls</code></a></li>
<li><code>POST /sandbox/provider/faults</code> {"mode":"timeout","when":"after"}</li>
</ul></main></body></html>`;
}
