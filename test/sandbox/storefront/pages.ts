import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { escapeHtml, sendHtml } from "../http/reply";
import { HttpProblem, type Router, type SandboxRequest } from "../http/router";
import { sendFile } from "../http/static-files";
import type { Sandbox } from "../sandbox";
import type { Order } from "../shop/model";
import { liquidMetafields } from "../shopify/metafields";
import { passThroughProxy } from "./app-proxy";
import { orderObject } from "./order-object";
import { signedInAs } from "./signed-in-customer";
import { brokenPage, themePage } from "./theme";
import { renderSectionBlocks, themeExtensionDir, type RenderedBlocks } from "./theme-blocks";

const clientDir = fileURLToPath(new URL("./client", import.meta.url));

/** The shop as its visitors see it. */
export function addStorefront(router: Router, sandbox: Sandbox): void {
  const { settings, store } = sandbox;
  const extensionDir = themeExtensionDir(settings.projectDir);

  /** `?blocks=none`: the same page without the block. */
  const blockOn = async (
    request: SandboxRequest,
    block: string,
    template: string,
    objects: object = {},
  ): Promise<RenderedBlocks> => {
    if (request.query.get("blocks") === "none") return { html: "", stylesheets: [], scripts: [] };
    const locale = localeOf(request);
    const app = { metafields: liquidMetafields(sandbox.metafields) };
    const globals = {
      shop: { name: "Hearth & Hill", permanent_domain: settings.shop, url: "/store" },
      routes: { root_url: "/" },
      request: {
        locale: { iso_code: locale, primary: locale === "en", root_url: "/" },
        page_type: template,
        design_mode: request.query.get("design") === "1",
      },
      localization: { language: { iso_code: locale }, country: { iso_code: "US" } },
      ...objects,
    };
    return renderSectionBlocks(extensionDir, { template, blocks: [block], locale, globals, app });
  };

  router.add("GET", "/store", async (request, response) => {
    try {
      const { html, ...assets } = await blockOn(request, "tracking", "page");
      const content = `<h1 class="unseen">Order tracking</h1><section class="section">${html}</section>`;
      const page = { title: "Track your order", locale: localeOf(request), scheme: request.query.get("scheme") };
      sendHtml(response, 200, themePage({ ...page, content, ...assets }));
    } catch (error) {
      sendHtml(response, 500, brokenPage("The theme block cannot be shown", error));
    }
  });

  router.add("GET", "/store/account/orders/:name", async (request, response) => {
    const order = store.orderNamed(request.params.name ?? "");
    const customerId = request.query.get("customer") ?? order?.customer.id ?? "";
    response.setHeader("set-cookie", signedInAs(customerId));
    if (!order || order.customer.id !== customerId) throw new HttpProblem(404, "This customer has no such order");
    try {
      const objects = { order: orderObject(order, store.fulfillmentsOf(order.id)), customer: { id: customerId } };
      const { html, ...assets } = await blockOn(request, "order-status", "customers/order", objects);
      const page = { title: `Order ${order.name}`, locale: localeOf(request), scheme: request.query.get("scheme") };
      sendHtml(response, 200, themePage({ ...page, content: accountOrder(order, html), ...assets }));
    } catch (error) {
      sendHtml(response, 500, brokenPage("The theme block cannot be shown", error));
    }
  });

  router.add("GET", "/store/theme/:file", (request, response) =>
    sendFile(response, clientDir, request.params.file ?? ""),
  );
  router.add("GET", "/store/assets/:file", (request, response) =>
    sendFile(response, join(extensionDir, "assets"), request.params.file ?? ""),
  );
  router.add("*", "/apps/track/*", (request, response) => passThroughProxy(sandbox, request, response, new Date()));
}

function localeOf(request: SandboxRequest): string {
  return request.query.get("locale") ?? "en";
}

/** The theme's own page of an order, with the app's blocks above its lines. */
function accountOrder(order: Order, blocks: string): string {
  const lines = order.lineItems.map(
    ({ title, quantity, price }) =>
      `<tr><td>${escapeHtml(title)}</td><td>${String(quantity)}</td><td>$${escapeHtml(price)}</td></tr>`,
  );
  return `<section class="section account"><h1>Order ${escapeHtml(order.name)}</h1>${blocks}
    <table class="lines"><thead><tr><th>Product</th><th>Quantity</th><th>Price</th></tr></thead><tbody>${lines.join("")}</tbody></table>
  </section>`;
}
