import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import { startSandbox, type RunningSandbox } from "../server";
import type { SandboxSettings } from "../settings";

export const secret = "hush";
export const apiKey = "app-key";
export const shop = "homeward-demo.myshopify.com";
export const projectDir = fileURLToPath(new URL("../../..", import.meta.url));

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export interface AppCall {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface FakeApp {
  url: string;
  calls: AppCall[];
}

export type AppAnswer = { status?: number; contentType?: string; body: string };

/** A server in the app's place. */
export async function startApp(answer: (call: AppCall) => AppAnswer = () => ({ body: "{}" })): Promise<FakeApp> {
  const calls: AppCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const call = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      calls.push(call);
      const { status = 200, contentType = "application/json", body: text } = answer(call);
      response.writeHead(status, { "content-type": contentType, "access-control-allow-origin": "*" });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

export function temporaryDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "homeward-sandbox-"));
  cleanUps.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A sandbox on a free port; stopped and forgotten after the test. */
export async function startTestSandbox(change: Partial<SandboxSettings> = {}): Promise<RunningSandbox> {
  const running = await startSandbox({
    port: 0,
    shop,
    apiKey,
    apiSecret: secret,
    appUrl: "http://127.0.0.1:9",
    dataDir: change.dataDir ?? temporaryDir(),
    databaseUrl: null,
    feedKey: "feed-key",
    feedHookUrl: null,
    projectDir,
    tickMs: 3_600_000,
    ...change,
  });
  cleanUps.push(() => running.close());
  return running;
}

/** Posts JSON and gives the parsed answer with its status. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

export async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { headers });
  return { status: response.status, body: await response.json() };
}
