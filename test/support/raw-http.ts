import { connect } from "node:net";

/** An answer as it came over the socket. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
}

/**
 * Sends bytes as they are, without a client's idea of HTTP, and reads until the server closes: ask
 * it to.
 */
export function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("end", () => {
      socket.end();
      const reported = Buffer.concat(chunks).toString("latin1");
      // 100 Continue is no answer yet.
      const [head = "", ...body] = reported.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "").split("\r\n\r\n");
      const [line = "", ...fields] = head.split("\r\n");
      const headers = fields.map((field) => /^([^:]+):\s*(.*)$/.exec(field) ?? []);
      resolve({
        status: Number(line.split(" ")[1]),
        headers: Object.fromEntries(headers.map(([, name = "", value = ""]) => [name.toLowerCase(), value])),
        text: body.join("\r\n\r\n"),
      });
    });
  });
}
