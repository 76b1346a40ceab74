import { fileURLToPath } from "node:url";
import { send, sendHtml } from "../http/reply";
import { HttpProblem, type Router } from "../http/router";
import { sendFile } from "../http/static-files";
import type { Sandbox } from "../sandbox";
import { appFramePage } from "./app-frame";
import { homePage, orderPage, ordersPage } from "./order-pages";

const clientDir = fileURLToPath(new URL("./client", import.meta.url));

/** The store's admin: the embedded app's frame, orders, and the stand-in for App Bridge. */
export function addAdminPages(router: Router, sandbox: Sandbox): void {
  const { settings, store } = sandbox;

  router.add("GET", "/app-bridge.js", (_request, response) => sendFile(response, clientDir, "app-bridge.js"));
  router.add("GET", "/admin/assets/:file", (request, response) =>
    sendFile(response, clientDir, request.params.file ?? ""),
  );
  router.add("GET", "/admin", (request, response) =>
    sendHtml(response, 200, appFramePage(settings, "/app", request.query)),
  );
  router.add("GET", "/admin/apps/:handle/*", (request, response) => {
    const path = request.params["*"] || "app";
    sendHtml(response, 200, appFramePage(settings, `/${path}`, request.query));
  });
  router.add("GET", "/admin/home", (_request, response) => sendHtml(response, 200, homePage(store)));
  router.add("GET", "/admin/orders", (_request, response) => sendHtml(response, 200, ordersPage(store)));
  router.add("GET", "/admin/orders/:id", (request, response) => {
    const id = request.params.id ?? "";
    const order = store.order(id) ?? store.orderNamed(id);
    if (!order) throw new HttpProblem(404, "There is no such order");
    sendHtml(response, 200, orderPage(store, order));
  });
  router.add("GET", "/favicon.ico", (_request, response) => send(response, 204, {}, ""));
}
