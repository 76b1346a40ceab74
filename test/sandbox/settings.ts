import { z } from "zod";

/** What the sandbox process is told by its environment. */
export interface SandboxSettings {
  port: number;
  shop: string;
  apiKey: string;
  apiSecret: string;
  appUrl: string;
  /** The sandbox keeps its state in a folder `sandbox` below this one. */
  dataDir: string;
  /** Where the story clock's row lives; null keeps the offset in the sandbox's own state. */
  databaseUrl: string | null;
  feedKey: string | null;
  feedHookUrl: string | null;
  /** Folder that holds `extensions/`: the storefront renders the shipped files. */
  projectDir: string;
  /** How often the carriers look whether a story moved by mere passing of time. */
  tickMs: number;
}

const text = z.string().min(1);
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value ? value : null));

const schema = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  SANDBOX_SHOP: text.default("homeward-demo.myshopify.com"),
  SHOPIFY_API_KEY: text,
  SHOPIFY_API_SECRET: text,
  APP_URL: z.url().default("http://127.0.0.1:3000"),
  DATA_DIR: text.default(".data"),
  DATABASE_URL: optionalText,
  FEED_KEY: optionalText,
  FEED_HOOK_URL: optionalText,
});

/** Reads the environment; throws one error that lists every fault. */
export function settingsFrom(environment: Record<string, string | undefined>, projectDir: string): SandboxSettings {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`The sandbox cannot start:\n${z.prettifyError(parsed.error)}`);
  }
  const env = parsed.data;
  return {
    port: env.SANDBOX_PORT,
    shop: env.SANDBOX_SHOP,
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
    appUrl: env.APP_URL.replace(/\/$/, ""),
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    feedKey: env.FEED_KEY,
    feedHookUrl: env.FEED_HOOK_URL,
    projectDir,
    tickMs: 5000,
  };
}
