import { requireEnv } from "./env.server";
import { runUntilStopped } from "./process.server";
import { startServices } from "./services.server";
import { startWorking } from "./working.server";

const env = requireEnv();
await runUntilStopped(async () => {
  const { DATABASE_URL } = env;
  if (DATABASE_URL === undefined) throw new Error("The worker needs DATABASE_URL");
  const services = await startServices({ ...env, DATABASE_URL }, "worker");
  const work = await startWorking(services);
  services.log.info("worker is ready");
  return {
    log: services.log,
    async stop(graceMs) {
      await work.stop();
      await services.stop({ graceMs });
    },
  };
});
