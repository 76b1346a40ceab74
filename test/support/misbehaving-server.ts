import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  method: string;
  /** Path with query. */
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Behaviour =
  /** A body that is no string is sent as JSON. */
  | { kind: "answer"; status?: number; headers?: Record<string, string>; body?: unknown }
  /** Takes the request and says nothing until the server is closed. */
  | { kind: "hang" }
  /** Sends the head and the first half of the body, then says nothing more. */
  | { kind: "stall"; body: string }
  /** Sends half of the promised body, then breaks the connection. */
  | { kind: "cut"; body: string }
  /** Breaks the connection without an answer. */
  | { kind: "reset" }
  /** Whatever the test computes from the request. */
  | { kind: "compute"; answer: (request: ReceivedRequest) => Behaviour | Promise<Behaviour> };

export interface MisbehavingServer extends AsyncDisposable {
  url: string;
  requests: ReceivedRequest[];
  close(): Promise<void>;
}

/**
 * A real HTTP server that behaves as told: the n-th behaviour for the n-th request, the last one
 * for all that follow.
 */
export async function startMisbehavingServer(...behaviours: [Behaviour, ...Behaviour[]]): Promise<MisbehavingServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    void receive(incoming).then(async (request) => {
      const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)] ?? behaviours[0];
      requests.push(request);
      await behave(behaviour, request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, requests, close, [Symbol.asyncDispose]: close };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

async function behave(behaviour: Behaviour, request: ReceivedRequest, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case "answer":
      answer(behaviour, response);
      return;
    case "hang":
      return;
    case "stall":
      sendHalf(behaviour.body, response);
      return;
    case "cut":
      // Only what has left may be cut off: the reader must have seen the first half.
      sendHalf(behaviour.body, response, () => response.destroy());
      return;
    case "reset":
      response.destroy();
      return;
    case "compute":
      return behave(await behaviour.answer(request), request, response);
  }
}

function answer({ status = 200, headers = {}, body = "" }: Behaviour & { kind: "answer" }, response: ServerResponse) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers }).end(text);
}

function sendHalf(body: string, response: ServerResponse, then?: () => void): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { "content-type": "application/json", "content-length": String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), then);
}
