import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** `Promise.withResolvers`, and the oldest line pg-boss and Shopify's libraries name. */
const NEEDED_NODE = { major: 22, minor: 12 };
const KEY_BYTES = 32;

const encryptionKeys = z.string().transform((text, ctx) => {
  const keys = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [id = "", base64 = ""] = entry.split(/:(.*)/s);
      return { id, key: Buffer.from(base64, "base64") };
    });
  if (keys.length === 0) ctx.addIssue({ code: "custom", message: "holds no key" });
  // The first one writes and any of them reads, by its id: with two of one id, what was written
  // could not be read.
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    ctx.addIssue({ code: "custom", message: "has two keys of one id" });
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(id)) ctx.addIssue({ code: "custom", message: "has a key without an id" });
    if (key.length !== KEY_BYTES)
      ctx.addIssue({ code: "custom", message: `key "${id}" is not ${KEY_BYTES} bytes of base64` });
  }
  return keys;
});

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);

/**
 * Where Shopify is reached in the demo and in tests: this machine only, so that production can
 * never be pointed elsewhere.
 */
const loopbackUrl = z
  .string()
  .refine((text) => ["127.0.0.1", "localhost", "[::1]"].includes(URL.parse(text)?.hostname ?? ""), {
    message: "must be a loopback address",
  });

const blankIsMissing = (value: unknown) => (value === "" ? undefined : value);

const schema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  SHOPIFY_API_KEY: z.string().min(1),
  SHOPIFY_API_SECRET: z.string().min(1),
  SCOPES: z.string().default("read_orders,read_fulfillments,read_customers,write_app_proxy"),
  SHOPIFY_APP_URL: z.url(),
  PORT: port(3000),
  /**
   * Address to listen on; every one when unset. Not HOST, which the Shopify CLI uses for the
   * tunnel.
   */
  LISTEN_ADDRESS: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgresql://")
    .optional(),
  DATA_DIR: z.string().default(".data"),
  ENCRYPTION_KEY: encryptionKeys.optional(),
  /** The web process also takes jobs: for one small machine, and for the demo. */
  WORK_IN_WEB: z.stringbool().default(false),
  METRICS_TOKEN: z.string().min(16).optional(),
  SMTP_URL: z.url().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  WEBHOOK_BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 * 1024),
  SHOPIFY_STANDIN_URL: loopbackUrl.optional(),
  ALLOW_PRIVATE_ADDRESSES: z.stringbool().default(false),
});

type Parsed = z.infer<typeof schema>;

/** The checked environment. Nothing else in app/ reads `process.env`. */
export type Env = Omit<Parsed, "ENCRYPTION_KEY"> & { ENCRYPTION_KEY: { id: string; key: Buffer }[] };

export type EnvResult = { kind: "ok"; env: Env } | { kind: "faulty"; faults: string[] };

/** Checks every variable and names every fault at once. */
export function readEnv(source: Record<string, string | undefined>): EnvResult {
  const given = Object.fromEntries(Object.entries(source).map(([name, value]) => [name, blankIsMissing(value)]));
  const parsed = schema.safeParse(given);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${missingOr(issue.message, given, issue.path)}`);
  const production = source.NODE_ENV === "production" && source.SHOPIFY_STANDIN_URL === undefined;
  if (production && !given.ENCRYPTION_KEY) {
    faults.push("ENCRYPTION_KEY: is required in production, as id:base64 of 32 bytes (openssl rand -base64 32)");
  }
  if (production && !given.DATABASE_URL) faults.push("DATABASE_URL: is required in production");
  if (!parsed.success || faults.length > 0) return { kind: "faulty", faults };
  return {
    kind: "ok",
    env: { ...parsed.data, ENCRYPTION_KEY: parsed.data.ENCRYPTION_KEY ?? keyKeptIn(parsed.data.DATA_DIR) },
  };
}

function missingOr(message: string, given: Record<string, unknown>, at: PropertyKey[]): string {
  return given[String(at[0])] === undefined ? "is missing" : message;
}

const keyFile = (dataDir: string) => path.join(dataDir, "encryption.key");

function keyKeptIn(dataDir: string): { id: string; key: Buffer }[] {
  const file = keyFile(dataDir);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `local:${randomBytes(KEY_BYTES).toString("base64")}`, { mode: 0o600, flag: "wx" });
    chmodSync(file, 0o600);
  }
  return encryptionKeys.parse(readFileSync(file, "utf8").trim());
}

/**
 * What a command needs to reach what is stored. Without `DATABASE_URL` it is the embedded database
 * of `DATA_DIR`.
 */
export type StorageEnv = Pick<Env, "DATABASE_URL" | "DATA_DIR" | "ENCRYPTION_KEY" | "ALLOW_PRIVATE_ADDRESSES">;

export type StorageEnvResult = { kind: "ok"; env: StorageEnv } | { kind: "faulty"; faults: string[] };

const storageSchema = schema.pick({
  DATABASE_URL: true,
  DATA_DIR: true,
  ENCRYPTION_KEY: true,
  ALLOW_PRIVATE_ADDRESSES: true,
});

/**
 * The part of the environment a command needs. It makes no encryption key: with another one than
 * the app's, the app would not know what the command has written.
 */
export function readStorageEnv(source: Record<string, string | undefined>): StorageEnvResult {
  const given = Object.fromEntries(Object.entries(source).map(([name, value]) => [name, blankIsMissing(value)]));
  const parsed = storageSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return { kind: "faulty", faults };
  }
  const { ENCRYPTION_KEY, ...rest } = parsed.data;
  if (ENCRYPTION_KEY) return { kind: "ok", env: { ...rest, ENCRYPTION_KEY } };
  if (!existsSync(keyFile(rest.DATA_DIR))) {
    return {
      kind: "faulty",
      faults: [
        `ENCRYPTION_KEY: is missing, and DATA_DIR (${rest.DATA_DIR}) holds none. Set the environment of the app`,
      ],
    };
  }
  return { kind: "ok", env: { ...rest, ENCRYPTION_KEY: keyKeptIn(rest.DATA_DIR) } };
}

/** The environment of this process, or the end of it with one message that lists every fault. */
export function requireEnv(): Env {
  return envOrEnd(readEnv(process.env));
}

/** The same for a command. */
export function requireStorageEnv(): StorageEnv {
  return envOrEnd(readStorageEnv(process.env));
}

/**
 * What is wrong with the Node of this process; null for one that has what the code and its
 * libraries use.
 */
export function nodeFault(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED_NODE.major || (major === NEEDED_NODE.major && minor >= NEEDED_NODE.minor)) return null;
  return `Homeward needs Node ${NEEDED_NODE.major}.${NEEDED_NODE.minor} or newer, and this is ${version}. npm start and npm run worker bring one along`;
}

function envOrEnd<Checked>(result: { kind: "ok"; env: Checked } | { kind: "faulty"; faults: string[] }): Checked {
  const tooOld = nodeFault(process.versions.node);
  if (tooOld !== null) {
    process.stderr.write(`${tooOld}\n`);
    process.exit(1);
  }
  if (result.kind === "ok") return result.env;
  const list = result.faults.map((fault) => `  - ${fault}`).join("\n");
  process.stderr.write(`Homeward cannot start. Mend these environment variables:\n${list}\n`);
  process.exit(1);
}
