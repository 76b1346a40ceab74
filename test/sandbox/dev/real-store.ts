import path from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbedded } from "#test/embedded-postgres/launcher";
import { applyMigrations } from "../../../prisma/engine/apply-migrations.mjs";
import { supervise } from "../demo/supervised";

const projectDir = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * The app under `shopify app dev`: the CLI has set the app's keys, its address and the port; the
 * database is ours if none is given.
 */
export async function developOnRealStore(environment: NodeJS.ProcessEnv): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const dataDir = path.resolve(environment.DATA_DIR ?? ".data");
  const postgres = environment.DATABASE_URL ? null : await startEmbedded({ dataDir, log: say });
  const databaseUrl = environment.DATABASE_URL ?? postgres?.url ?? "";
  await applyMigrations(databaseUrl, path.join(projectDir, "prisma/migrations"));

  let stopping = false;
  const stopAll = async (code: number) => {
    if (stopping) process.exit(1);
    stopping = true;
    await app.stop();
    await postgres?.stop();
    process.exit(code);
  };
  const app = supervise({
    name: "The app",
    command: process.execPath,
    args: ["--import", "tsx", "test/sandbox/dev/app.ts"],
    env: {
      NODE_ENV: "development",
      WORK_IN_WEB: "true",
      DATABASE_URL: databaseUrl,
      // What the Shopify CLI calls these two.
      SHOPIFY_APP_URL: environment.SHOPIFY_APP_URL ?? environment.APP_URL ?? environment.HOST ?? "",
      PORT: environment.PORT ?? environment.FRONTEND_PORT ?? "3000",
    },
    whenReady: () => Promise.resolve(),
    onRestart: () => undefined,
    onGivingUp(reason) {
      say(reason);
      void stopAll(1);
    },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stopAll(0));
}
