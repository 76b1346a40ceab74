import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { startDemo } from "#test/e2e/support/demo-run";

const addresses = z.object({
  appUrl: z.string(),
  sandboxUrl: z.string(),
  adminUrl: z.string(),
  storefrontUrl: z.string(),
  shopApiKey: z.string(),
});

/** What of `DATA_DIR/demo.json` the pictures need. */
export type DemoAddresses = z.infer<typeof addresses>;

/**
 * The demo of this DATA_DIR if it runs, else one on free ports and an empty folder, which `stop`
 * ends.
 */
export async function runningDemo(
  say: (line: string) => void,
): Promise<{ facts: DemoAddresses; stop: () => Promise<void> }> {
  const file = path.resolve(process.env.DATA_DIR ?? ".data", "demo.json");
  const facts = existsSync(file) ? addresses.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
  if (facts && (await answers(facts))) return { facts, stop: () => Promise.resolve() };
  say("No demo is running here, starting one");
  const own = await startDemo();
  return { facts: addresses.parse(own.facts()), stop: () => own.stop() };
}

function answers({ appUrl }: DemoAddresses): Promise<boolean> {
  return fetch(`${appUrl}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}
