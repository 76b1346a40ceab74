import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import pg from "pg";

// The least that keeps the promise: check the signature, commit one row, answer. What nobody can be
// much faster than.

const secret = process.env.SHOPIFY_API_SECRET ?? "";
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
await pool.query(
  "CREATE TABLE IF NOT EXISTS bench_webhook (id text PRIMARY KEY, topic text, shop text, received_at timestamptz, payload bytea)",
);

const headerOf = (request: IncomingMessage, name: string) => String(request.headers[name] ?? "");

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const expected = createHmac("sha256", secret).update(body).digest();
    const given = Buffer.from(headerOf(request, "x-shopify-hmac-sha256"), "base64");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.statusCode = request.method === "POST" ? 401 : 200;
      response.end();
      return;
    }
    const row = [
      headerOf(request, "x-shopify-webhook-id"),
      headerOf(request, "x-shopify-topic"),
      headerOf(request, "x-shopify-shop-domain"),
      new Date(),
      body,
    ];
    pool.query("INSERT INTO bench_webhook VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", row).then(
      () => response.end(),
      () => {
        response.statusCode = 503;
        response.end();
      },
    );
  });
}).listen(Number(process.env.PORT), "127.0.0.1");

process.on("SIGTERM", () => process.exit(0));
