import pg from "pg";
import { splitSchema } from "./wasm-engine.mjs";

const NO_SUCH_DATABASE = "3D000";
const EXISTS_ALREADY = new Set(["42P04", "23505"]);

/** @param {string} url */
export async function ensureDatabase(url) {
  try {
    await connectOnce(url, async () => {});
  } catch (error) {
    if (error.code !== NO_SUCH_DATABASE) throw error;
    await createDatabase(url).catch((refusal) => {
      if (!EXISTS_ALREADY.has(refusal.code)) throw refusal;
    });
  }
}

/** @param {string} url */
export async function createDatabase(url) {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = "/postgres";
  await connectOnce(target.toString(), (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
}

/**
 * @param {string} url
 * @param {(client: pg.Client) => Promise<unknown>} work
 */
export async function connectOnce(url, work) {
  const client = new pg.Client({ connectionString: splitSchema(url).connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
