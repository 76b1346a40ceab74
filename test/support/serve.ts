import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Served extends AsyncDisposable {
  url: string;
}

/**
 * Puts a handler on a free port of this machine. What it throws is answered with 500 and kept in
 * `crashes`.
 */
export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void,
): Promise<Served & { crashes: unknown[] }> {
  const crashes: unknown[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://app.invalid");
    Promise.resolve(handle(request, response, url)).catch((error: unknown) => {
      crashes.push(error);
      response.statusCode = 500;
      response.end();
    });
  });
  return { ...(await listening(server)), crashes };
}

/** Puts a server on a free port of this machine. */
export async function listening(server: Server): Promise<Served> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
