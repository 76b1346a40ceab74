// Which database a command works on: the one of DATABASE_URL, or the embedded one of DATA_DIR (demo
// and development), started for as long as the command takes where none runs. The embedded server
// is a development tool: a production install has no packages for it.

/**
 * @param {(url: string) => Promise<void>} work
 * @param {{ say: (message: string) => void }} options
 */
export async function withDatabaseServer(work, { say }) {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL);
  const { tsImport } = await import("tsx/esm/api");
  const { startEmbedded } = await tsImport("../test/embedded-postgres/launcher.ts", import.meta.url);
  const embedded = await startEmbedded({ dataDir: process.env.DATA_DIR || ".data", log: say });
  try {
    await work(embedded.url);
  } finally {
    // A server that somebody else uses keeps running.
    if (!embedded.adopted) await embedded.stop();
  }
}
