import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: false;
  }
}

// The web entry and the worker entry are inputs of one server build, so that both share one database module.
export default defineConfig(({ isSsrBuild }) => ({
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
  ],
  resolve: { alias: { "~": new URL("./app", import.meta.url).pathname } },
  server: { port: Number(process.env.PORT ?? 3000), strictPort: true },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    ...(isSsrBuild
      ? { rollupOptions: { input: { web: "./app/web.server.ts", worker: "./app/worker.server.ts" } } }
      : {}),
  },
  ssr: { noExternal: ["@shopify/polaris", "@shopify/shopify-app-remix"] },
}));
