import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { maxBodyBytes } from "~/tracking-api/contract/limits";
import { printEnvelope } from "~/tracking-api/contract/envelope";
import { apiCodes, type ProblemCode } from "~/tracking-api/contract/errors";

/**
 * As much as a body may have, so that an address as long as one is refused in the API's words and
 * not in HTTP's.
 */
const MAX_HEAD_BYTES = maxBodyBytes + 16 * 1024;
/**
 * A connection that was opened ahead of need may be silent for so long, as between two requests.
 */
const SILENT_MS = 65_000;
/**
 * How long whoever was refused is listened to, so that the refusal is not lost with what is still
 * being sent.
 */
const LINGER_MS = 2_000;

/**
 * The HTTP server in front of every door. It takes what old clients send and Node's parser refuses:
 * lines that end in a bare line feed , no Host, an Expect it does not know. What is no HTTP at all
 * is told so in the API's envelope.
 */
export function createHttpServer(listen: RequestListener): Server {
  // Nothing here believes the Host header, so a request without one can be served.
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES, requireHostHeader: false });
  server.keepAliveTimeout = SILENT_MS;
  const take: RequestListener = (request, response) => {
    // A base address with a slash too many: as it stands, the first part of the path would be read
    // as a host.
    if (request.url?.startsWith("//")) request.url = request.url.replace(/^\/+/, "/");
    // The web's Request cannot hold this method, and nobody here echoes what was sent.
    if (request.method === "TRACE") return refuseMethod(response);
    return listen(request, response);
  };
  server.on("request", take);
  server.on("checkExpectation", take);
  server.on("clientError", refuse);
  acceptBareLineFeeds(server);
  return server;
}

/** Looks at the first bytes of each connection before Node's parser does. */
function acceptBareLineFeeds(server: Server): void {
  const parse = server.listeners("connection");
  server.removeAllListeners("connection");
  const silent = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    silent.add(socket);
    const giveUp = () => socket.destroy();
    socket.setTimeout(SILENT_MS, giveUp).once("error", giveUp).once("end", giveUp);
    socket.once("close", () => silent.delete(socket));
    socket.once("data", (first: Buffer) => {
      silent.delete(socket);
      socket.setTimeout(0).off("timeout", giveUp).off("error", giveUp).off("end", giveUp).pause();
      socket.unshift(withLineEnds(first));
      for (const listener of parse) Reflect.apply(listener, server, [socket]);
      socket.resume();
    });
  });
  // The server knows only connections that its parser has seen; without this, one that never spoke
  // would hold up its end.
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    for (const socket of silent) socket.destroy();
    closeIdleConnections();
  };
}

/**
 * A head for the API's doors with CRLF at each line's end. RFC 9112 §2.2 lets a server take a bare
 * line feed for one; no other door does, since in front of those a proxy may have read the same
 * bytes another way.
 */
function withLineEnds(first: Buffer): Buffer {
  if (!/^[A-Z]+ (?:https?:\/\/[^\s/]*)?\/+v[12]\//.test(first.toString("latin1", 0, 200))) return first;
  const text = first.toString("latin1");
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return first;
  const head = text.slice(0, end.index);
  if (!/(?<!\r)\n/.test(head + end[0])) return first;
  const lines = head.split(/\r?\n/).map((line) => `${line}\r\n`);
  return Buffer.concat([Buffer.from(`${lines.join("")}\r\n`, "latin1"), first.subarray(end.index + end[0].length)]);
}

/** Answers what the parser could not read. */
function refuse(error: Error & { code?: string }, socket: Duplex): void {
  // The parser complains again about each piece of what follows.
  if (socket.writableEnded) return;
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { status, code, message } = refusals[error.code ?? ""] ?? unreadable;
  const body = refusalText(code, message);
  const headers = Object.entries({ ...headersFor(body), Connection: "close" });
  const head = [`HTTP/1.1 ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function refuseMethod(response: ServerResponse): void {
  const body = refusalText(405);
  response.writeHead(405, headersFor(body)).end(body);
}

/** The text is ASCII, so its length is its size. */
const headersFor = (body: string) => ({ "Content-Type": "application/json", "Content-Length": body.length });

function refusalText(code: ProblemCode, message: string = apiCodes[code].message): string {
  return printEnvelope({ meta: { code, type: apiCodes[code].type, message }, data: [] });
}

interface Refusal {
  status: string;
  code: ProblemCode;
  message: string;
}

const unreadable: Refusal = { status: "400 Bad Request", code: 4012, message: "This is not a request HTTP knows." };

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    code: 4012,
    message: "The address and the headers are too long. Send long lists in the body.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: "413 Payload Too Large", code: 413, message: apiCodes[413].message },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "408 Request Timeout",
    code: 4012,
    message: "The request did not arrive in time. Try again.",
  },
};
