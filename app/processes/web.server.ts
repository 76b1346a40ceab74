import type { AddressInfo } from "node:net";
import path from "node:path";
import { createRequestHandler } from "@remix-run/node";
import sirv from "sirv";
import * as build from "virtual:remix/server-build";
import { requireEnv } from "~/platform/environment.server";
import { dispatch, type RequestHandler } from "~/http/server/dispatch.server";
import { sendText, webHandler } from "~/http/server/exchange.server";
import { createHttpServer } from "~/http/server/http-server.server";
import type { OutsideRemix } from "~/http/server/outside-remix";
import { readiness } from "~/features/operations/readiness.server";
import { customerAccountRoute } from "~/http/customer-account/customer-account.server";
import { lookUpRoute } from "~/http/storefront/look-up.server";
import { webRoute } from "~/http/server/web-routes.server";
import { serveMetrics } from "~/http/metrics.server";
import { shopifyWebhooks } from "~/http/shopify-webhooks.server";
import { trackingPushes } from "~/http/tracking-pushes.server";
import { servedTrackingApi } from "~/http/tracking-api.server";
import { createLog } from "~/platform/log.server";
import { createMetrics } from "~/features/operations/metrics.server";
import { runUntilStopped } from "~/platform/process.server";
import { provideServices, type Services } from "~/features/services.server";
import { startServices } from "./services.server";
import { startWorking } from "./working.server";

const FORM_LIMIT_BYTES = 1024 * 1024;
const ONE_YEAR_SECONDS = 31_536_000;

/** Every way in that is not a page of Remix, by the first part of its path. */
function handlers(
  services: Services,
  metrics: ReturnType<typeof createMetrics>,
  page: RequestHandler,
): Map<string, RequestHandler> {
  const webhooks = shopifyWebhooks(services);
  const pushes = trackingPushes(services);
  const api = servedTrackingApi(services);
  const byName: Record<OutsideRemix, RequestHandler> = {
    healthz: (_request, response) => sendText(response, 200, "ok"),
    readyz: async (_request, response) => {
      const state = await readiness(services);
      response.statusCode = state.ready ? 200 : 503;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(state));
    },
    metrics: (request, response) => serveMetrics(services.env, metrics, request, response),
    webhooks: (request, response, url) => webhooks(request, response, url.pathname.slice("/webhooks/".length)),
    hooks: pushes,
    proxy: webRoute(lookUpRoute(services), limitsOf(services), page),
    api: webRoute(customerAccountRoute(services), limitsOf(services), page),
    v2: api,
    v1: api,
  };
  return new Map(Object.entries(byName));
}

function pages(services: Services): RequestHandler {
  const remix = createRequestHandler(build, services.env.NODE_ENV);
  const files = sirv(path.resolve(build.assetsBuildDirectory), {
    // Looks at the disk each time: from a list made at start it would open files a release has
    // replaced, and end the process.
    dev: true,
    etag: true,
    setHeaders(response, pathname) {
      const lasting = pathname.startsWith("/assets/");
      response.setHeader(
        "cache-control",
        lasting ? `public, max-age=${String(ONE_YEAR_SECONDS)}, immutable` : "no-cache",
      );
    },
  });
  const render = webHandler(remix, limitsOf(services));
  return (request, response) =>
    new Promise<void>((resolve, reject) => {
      response.on("close", resolve);
      files(request, response, () => void render(request, response).then(resolve, reject));
    });
}

const limitsOf = ({ env }: Services) => ({ appUrl: env.SHOPIFY_APP_URL, limitBytes: FORM_LIMIT_BYTES });

const env = requireEnv();
const log = createLog(env.LOG_LEVEL, env.WORK_IN_WEB ? "web and worker" : "web");
await runUntilStopped(log, async () => {
  const { DATABASE_URL } = env;
  if (DATABASE_URL === undefined) throw new Error("The web process needs DATABASE_URL");
  const services = await startServices({ ...env, DATABASE_URL }, log, { supervise: env.WORK_IN_WEB });
  provideServices(services);
  const metrics = createMetrics(services);
  const page = pages(services);
  const byName = handlers(services, metrics, page);
  const work = env.WORK_IN_WEB ? await startWorking(services) : null;

  const server = createHttpServer(dispatch(byName, page, { log, answered: metrics.answered }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.PORT, env.LISTEN_ADDRESS, resolve);
  });
  log.info({ port: (server.address() as AddressInfo).port }, "web is ready");
  return {
    async stop(graceMs) {
      services.stopTaking();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await work?.stop();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, graceMs / 2).unref())]);
      server.closeAllConnections();
      await services.stop({ graceMs: graceMs / 2 });
    },
  };
});
