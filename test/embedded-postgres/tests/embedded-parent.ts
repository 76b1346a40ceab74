// A process that starts the embedded PostgreSQL, says where it is, and waits to be killed.
import { startEmbedded } from "../launcher";

const [dataDir = ""] = process.argv.slice(2);
const { url, pid } = await startEmbedded({ dataDir, durable: false, log: () => undefined });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
setInterval(() => undefined, 60_000);
