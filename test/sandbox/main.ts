import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startSandbox } from "./server";
import { settingsFrom } from "./settings";

const projectDir = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

async function main(): Promise<void> {
  const running = await startSandbox(settingsFrom(process.env, projectDir));
  process.stdout.write(`The sandbox listens on ${running.url}\n`);
  const stop = () => void running.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
