import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig, type Plugin } from "vite";

const folder = (place: string) => fileURLToPath(new URL(place, import.meta.url));

/** Built as the app is: one server bundle that listens by itself. */
function processEntry(): Plugin {
  return {
    name: "template-process-entry",
    enforce: "post",
    config: (_config, { isSsrBuild }) =>
      isSsrBuild ? { build: { rollupOptions: { input: { web: folder("server.ts") } } } } : {},
  };
}

export default defineConfig({
  plugins: [
    remix({
      appDirectory: "test/bench/webhook/template/app",
      buildDirectory: ".cache/bench/template",
      serverBuildFile: "[name].js",
    }),
    processEntry(),
  ],
  resolve: { alias: { "~": folder("../../../../app") } },
  build: { target: "es2022" },
  logLevel: "warn",
  ssr: { noExternal: ["@shopify/shopify-app-remix"] },
});
