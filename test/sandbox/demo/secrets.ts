import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const schema = z.object({
  shopifyApiKey: z.string(),
  shopifyApiSecret: z.string(),
  feedKey: z.string(),
  feedHookToken: z.string(),
  shopHookToken: z.string(),
  providerEmail: z.string(),
  shopApiKey: z.string(),
  providerApiKey: z.string(),
  linkApiKey: z.string(),
});

/** The keys of one demo, made once and kept beside its data. */
export type DemoSecrets = z.infer<typeof schema>;

export function demoSecrets(dataDir: string): DemoSecrets {
  const file = path.join(dataDir, "demo-secrets.json");
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  const token = () => randomBytes(32).toString("base64url");
  const secrets: DemoSecrets = {
    shopifyApiKey: randomBytes(16).toString("hex"),
    shopifyApiSecret: `shpss_${randomBytes(16).toString("hex")}`,
    feedKey: token(),
    feedHookToken: token(),
    shopHookToken: token(),
    providerEmail: "provider@homeward.example",
    shopApiKey: randomUUID(),
    providerApiKey: randomUUID(),
    linkApiKey: randomUUID(),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
