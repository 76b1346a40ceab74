import { fileURLToPath } from "node:url";
import { shopName } from "../admin/layout";
import { send, sendHtml, sendJson } from "../http/reply";
import { HttpProblem, type Router, type SandboxRequest } from "../http/router";
import { sendFile } from "../http/static-files";
import type { Sandbox } from "../sandbox";
import type { Order } from "../shop/model";
import { customerSessionToken } from "../shopify/signatures";
import { applicationUrl, extensionNames, readExtension, type ExtensionName } from "./extension";
import { brokenOrderPage, orderStatusPage, parcelsPage, type HostSettings } from "./page";

const clientDir = fileURLToPath(new URL("./client", import.meta.url));

/**
 * Customer accounts, which run the built extensions: `/store/orders/:name` (by name or id) and
 * `/store/account/parcels`, the page of all parcels of an order's customer (`?order=1001`, the
 * newest order's unless given); `?state=pre_authenticated`, `?locale=de`.
 */
export function addOrderStatus(router: Router, sandbox: Sandbox): void {
  const { settings, store } = sandbox;
  const orderOf = (name: string | undefined): Order => {
    const order = store.orderNamed(name ?? "") ?? store.order(name ?? "");
    if (!order) throw new HttpProblem(404, "There is no such order");
    return order;
  };
  const newestOrder = (): Order | undefined => store.orders().sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];

  const hostOf = (request: SandboxRequest, extension: ExtensionName, order: Order): HostSettings => {
    const signedIn = request.query.get("state") !== "pre_authenticated";
    const { targets, locales } = readExtension(settings.projectDir, extension);
    return {
      targets,
      locales,
      locale: request.query.get("locale") ?? order.locale,
      shop: {
        id: "gid://shopify/Shop/548380009",
        name: shopName,
        myshopifyDomain: settings.shop,
        storefrontUrl: `https://${settings.shop}`,
      },
      order: null,
      customerId: signedIn ? `gid://shopify/Customer/${order.customer.id}` : null,
      signedIn,
      tokenUrl: `/store/orders/${encodeURIComponent(order.name)}/session-token${signedIn ? "" : "?state=pre_authenticated"}`,
      backend: { from: new URL(applicationUrl(settings.projectDir)).origin, to: settings.appUrl },
      bundleUrl: `/store/order-status/bundles/${extension}.js`,
    };
  };

  router.add("GET", "/store/orders/:name", (request, response) => {
    const order = orderOf(request.params.name);
    try {
      const host = hostOf(request, "customer-order-status", order);
      const { name, createdAt, cancelledAt } = order;
      host.order = { id: `gid://shopify/Order/${order.id}`, name, processedAt: createdAt, cancelledAt };
      sendHtml(response, 200, orderStatusPage(order, store.fulfillmentsOf(order.id), host));
    } catch (error) {
      sendHtml(response, 500, brokenOrderPage(error));
    }
  });

  router.add("GET", "/store/account/parcels", (request, response) => {
    const asked = request.query.get("order");
    const order = asked === null ? newestOrder() : orderOf(asked);
    if (!order) throw new HttpProblem(404, "The store has no order, and so no customer");
    try {
      sendHtml(response, 200, parcelsPage(order, hostOf(request, "customer-parcels", order)));
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

  router.add("GET", "/store/order-status/bundles/:file", (request, response) => {
    const name = extensionNames.find((extension) => `${extension}.js` === request.params.file);
    if (!name) throw new HttpProblem(404, "There is no such extension");
    const { source } = readExtension(settings.projectDir, name);
    send(response, 200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" }, source);
  });
  router.add("GET", "/store/order-status/:file", (request, response) =>
    sendFile(response, clientDir, request.params.file ?? ""),
  );
}
