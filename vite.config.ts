import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig, type Plugin } from "vite";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: false;
  }
}

/** Makes the web process, the worker and the commands the entries of one server build, so that they share one database module. */
function processEntries(): Plugin {
  return {
    name: "homeward-process-entries",
    enforce: "post",
    config: (_config, { isSsrBuild }) =>
      isSsrBuild
        ? {
            build: {
              rollupOptions: {
                input: {
                  web: "app/processes/web.server.ts",
                  worker: "app/processes/worker.server.ts",
                  account: "app/processes/account.server.ts",
                  "refresh-cost": "app/processes/refresh-cost.server.ts",
                },
              },
            },
          }
        : {},
  };
}

export default defineConfig({
  plugins: [
    remix({
      serverBuildFile: "[name].js",
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: false,
      },
    }),
    processEntries(),
  ],
  resolve: { alias: { "~": new URL("./app", import.meta.url).pathname } },
  build: { target: "es2022", assetsInlineLimit: 0 },
  ssr: { noExternal: ["@shopify/polaris", "@shopify/shopify-app-remix"] },
});
