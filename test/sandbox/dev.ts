import { spawn } from "node:child_process";
import { developOnRealStore } from "./dev/real-store";

// `npm run dev`: under `shopify app dev` the app against the real store; alone the demo, with the
// app as it is being written.

if (process.env.SHOPIFY_API_KEY) {
  await developOnRealStore(process.env);
} else {
  const demo = spawn(
    process.execPath,
    ["--import", "tsx", "test/sandbox/demo.ts", "--develop", ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => demo.kill(signal));
  demo.once("exit", (code) => process.exit(code ?? 1));
}
