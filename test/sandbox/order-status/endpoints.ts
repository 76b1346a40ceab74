import { fileURLToPath } from "node:url";
import { shopName } from "../admin/layout";
import { send, sendHtml, sendJson } from "../http/reply";
import { HttpProblem, type Router } from "../http/router";
import { sendFile } from "../http/static-files";
import type { Sandbox } from "../sandbox";
import type { Order } from "../shop/model";
import { customerSessionToken } from "../shopify/signatures";
import { applicationUrl, readExtension } from "./extension";
import { brokenOrderPage, orderStatusPage, type HostSettings } from "./page";

const clientDir = fileURLToPath(new URL("./client", import.meta.url));

/** `/store/orders/:name`: the order-status page that runs the built widget; `?state=pre_authenticated`, `?locale=de`. */
export function addOrderStatus(router: Router, sandbox: Sandbox): void {
  const { settings, store } = sandbox;
  const orderOf = (name: string | undefined): Order => {
    const order = store.orderNamed(name ?? "");
    if (!order) throw new HttpProblem(404, "There is no such order");
    return order;
  };

  router.add("GET", "/store/orders/:name", (request, response) => {
    const order = orderOf(request.params.name);
    try {
      const { targets, locales } = readExtension(settings.projectDir);
      const signedIn = request.query.get("state") !== "pre_authenticated";
      const name = encodeURIComponent(order.name);
      const host: HostSettings = {
        targets,
        locales,
        locale: request.query.get("locale") ?? order.locale,
        shop: {
          id: "gid://shopify/Shop/548380009",
          name: shopName,
          myshopifyDomain: settings.shop,
          storefrontUrl: `https://${settings.shop}`,
        },
        order: {
          id: `gid://shopify/Order/${order.id}`,
          name: order.name,
          processedAt: order.createdAt,
          cancelledAt: order.cancelledAt,
        },
        customerId: signedIn ? `gid://shopify/Customer/${order.customer.id}` : null,
        signedIn,
        tokenUrl: `/store/orders/${name}/session-token${signedIn ? "" : "?state=pre_authenticated"}`,
        backend: { from: new URL(applicationUrl(settings.projectDir)).origin, to: settings.appUrl },
        bundleUrl: "/store/order-status/bundle.js",
      };
      sendHtml(response, 200, orderStatusPage(order, store.fulfillmentsOf(order.id), host));
    } catch (error) {
      sendHtml(response, 500, brokenOrderPage(error));
    }
  });

  router.add("GET", "/store/orders/:name/session-token", (request, response) => {
    const order = orderOf(request.params.name);
    const signedIn = request.query.get("state") !== "pre_authenticated";
    const token = customerSessionToken({
      shop: settings.shop,
      apiKey: settings.apiKey,
      secret: settings.apiSecret,
      at: new Date(),
      customerId: signedIn ? order.customer.id : null,
    });
    sendJson(response, 200, { token });
  });

  router.add("GET", "/store/order-status/bundle.js", (_request, response) => {
    const { source } = readExtension(settings.projectDir);
    send(response, 200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" }, source);
  });
  router.add("GET", "/store/order-status/:file", (request, response) =>
    sendFile(response, clientDir, request.params.file ?? ""),
  );
}
