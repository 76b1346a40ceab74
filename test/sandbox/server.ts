import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { addAdminPages } from "./admin/pages";
import { addCarrierFeed } from "./carriers/feed";
import { addControls } from "./controls";
import { ProviderGateway } from "./gateway/gateway";
import { sendHtml, sendJson } from "./http/reply";
import { indexPage } from "./index-page";
import { HttpProblem, readRequest, Router } from "./http/router";
import { addOrderStatus } from "./order-status/endpoints";
import { createSandbox, type Sandbox } from "./sandbox";
import type { SandboxSettings } from "./settings";
import { addShopifyEndpoints } from "./shopify/endpoints";
import { addStorefront } from "./storefront/pages";

export interface RunningSandbox {
  url: string;
  sandbox: Sandbox;
  close(): Promise<void>;
}

/** Starts the sandbox on its port (0 takes a free one). */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const sandbox = createSandbox(settings);
  await sandbox.clock.adopt();
  const router = buildRouter(sandbox);
  const server = createServer((request, response) => void serve(router, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  const ticker = setInterval(() => void sandbox.hints.push(), settings.tickMs);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sandbox,
    close: async () => {
      clearInterval(ticker);
      await closeServer(server);
    },
  };
}

function buildRouter(sandbox: Sandbox): Router {
  const router = new Router();
  const { settings, gatewayCalls, faults, holds } = sandbox;
  const gateway = new ProviderGateway(settings.appUrl, gatewayCalls, faults, holds, () => new Date());
  addControls(router, sandbox);
  addCarrierFeed(router, sandbox);
  addShopifyEndpoints(router, sandbox);
  addAdminPages(router, sandbox);
  addStorefront(router, sandbox);
  addOrderStatus(router, sandbox);
  router.add("GET", "/", (_request, response) => sendHtml(response, 200, indexPage(sandbox)));
  router.add("*", "/provider/v2/*", (request, response) => gateway.handle(request, response));
  return router;
}

async function serve(router: Router, raw: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(raw);
    const found = router.find(request.method === "HEAD" ? "GET" : request.method, request.path);
    if (!found) throw new HttpProblem(404, "There is nothing here");
    await found.handler({ ...request, params: found.params }, response);
  } catch (error) {
    const status = error instanceof HttpProblem ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    if (status === 500) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : message}\n`);
    if (response.headersSent) response.destroy();
    else sendJson(response, status, { error: message });
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
