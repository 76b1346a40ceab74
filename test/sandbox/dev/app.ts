import { createServer } from "vite";
import { freePort } from "#test/embedded-postgres/postmaster";
import { outsideRemix } from "~/http/server/outside-remix";
import { requireEnv } from "~/platform/environment.server";

// The app while it is written: pages by Vite, which loads them anew when they change, everything
// else (webhooks, pushes, shoppers' look-ups, the tracking API, jobs) by the web process itself on
// a port of its own behind it, in this same process. Its code is read at the start.

const behindVite = `^/(${outsideRemix.join("|")})(/|\\?|$)`;

const { PORT, LISTEN_ADDRESS, SHOPIFY_APP_URL } = requireEnv();
const address = new URL(SHOPIFY_APP_URL);
const innerPort = await freePort(0);

const vite = await createServer({
  // Prepared before the first page: found while it loads, they would make Vite reload it half-way,
  // with React there twice.
  optimizeDeps: {
    include: [
      ...["react", "react-dom/client", "react/jsx-dev-runtime", "@remix-run/react", "i18next", "react-i18next", "zod"],
      ...[
        "@shopify/polaris",
        "@shopify/polaris-icons",
        "@shopify/app-bridge-react",
        "@shopify/shopify-app-remix/react",
      ],
      "@shopify/shopify-app-remix/server",
    ],
  },
  server: {
    port: PORT,
    strictPort: true,
    host: LISTEN_ADDRESS ?? "127.0.0.1",
    // A tunnel of the Shopify CLI has a name of its own, and speaks TLS.
    allowedHosts: [address.hostname],
    hmr: address.protocol === "https:" ? { protocol: "wss", host: address.hostname, clientPort: 443 } : true,
    cors: { preflightContinue: true },
    proxy: { [behindVite]: { target: `http://127.0.0.1:${String(innerPort)}`, changeOrigin: false } },
    watch: { ignored: ["**/.data/**", "**/.cache/**", "**/test/**", "**/build/**"] },
  },
});
process.env.PORT = String(innerPort);
process.env.LISTEN_ADDRESS = "127.0.0.1";
await vite.ssrLoadModule("/app/processes/web.server.ts");
await vite.listen();
