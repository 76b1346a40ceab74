import { requireEnv } from "~/platform/environment.server";
import { createLog } from "~/platform/log.server";
import { runUntilStopped } from "~/platform/process.server";
import { startServices } from "./services.server";
import { startWorking } from "./working.server";

const env = requireEnv();
const log = createLog(env.LOG_LEVEL, "worker");
await runUntilStopped(log, async () => {
  const { DATABASE_URL } = env;
  if (DATABASE_URL === undefined) throw new Error("The worker needs DATABASE_URL");
  const services = await startServices({ ...env, DATABASE_URL }, log, { supervise: true });
  const work = await startWorking(services);
  log.info("worker is ready");
  return {
    async stop(graceMs) {
      await work.stop();
      await services.stop({ graceMs });
    },
  };
});
