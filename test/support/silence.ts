import { format } from "node:util";
import { afterAll, afterEach } from "vitest";

/**
 * A test that talks hides the one that has something to say: whatever reaches the console fails the
 * test.
 */
const METHODS = ["debug", "error", "info", "log", "trace", "warn"] as const;
const said: string[] = [];

const { console: spoken } = globalThis;
for (const method of METHODS) {
  spoken[method] = (...words: unknown[]) => {
    said.push(`console.${method}: ${format(...words)}`);
  };
}

function expectSilence(): void {
  const words = said.splice(0);
  if (words.length > 0) throw new Error(`The test wrote to the console:\n${words.join("\n")}`);
}

afterEach(expectSilence);
afterAll(expectSilence);
