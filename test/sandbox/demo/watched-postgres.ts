import { startEmbedded, type EmbeddedPostgres } from "#test/embedded-postgres/launcher";

const LOOK_EVERY_MS = 1_000;

export interface WatchedPostgres {
  url: string;
  pid(): number;
  stop(): Promise<void>;
}

/**
 * The demo's PostgreSQL, started again on its port when it dies, as an operator's service manager
 * would.
 */
export async function watchedPostgres(plan: {
  dataDir: string;
  say: (line: string) => void;
  onRestart: () => void;
  onGivingUp: (reason: string) => void;
}): Promise<WatchedPostgres> {
  const start = (port?: number) => startEmbedded({ dataDir: plan.dataDir, log: plan.say, ...(port ? { port } : {}) });
  let server: EmbeddedPostgres = await start();
  const { url, port } = server;
  let starting = false;

  const look = async () => {
    if (starting || isAlive(server.pid)) return;
    starting = true;
    plan.say("PostgreSQL ended");
    server = await start(port);
    plan.onRestart();
    starting = false;
  };
  const timer = setInterval(() => void look().catch((error: unknown) => plan.onGivingUp(String(error))), LOOK_EVERY_MS);
  return {
    url,
    pid: () => server.pid,
    async stop() {
      clearInterval(timer);
      await server.stop();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
