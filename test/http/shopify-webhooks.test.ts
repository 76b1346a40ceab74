import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterAll, describe, expect } from "vitest";
import { addShop, type TestAccount } from "#test/factories/accounts";
import { fulfillmentSample, signWebhook } from "#test/factories/webhooks";
import { it as base } from "#test/support/it";
import { serve, type Served } from "#test/support/serve";
import { TEST_API_SECRET } from "#test/support/services";
import { processInbox } from "~/features/intake/inbox/process-inbox.server";
import { shopifyWebhooks } from "~/http/shopify-webhooks.server";

const LIMIT_BYTES = 64 * 1024;

let handler: Served;
let account: TestAccount;

const it = base
  .extend(
    "options",
    { scope: "file" },
    {
      realJobs: true,
      env: { WEBHOOK_BODY_LIMIT_BYTES: String(LIMIT_BYTES) },
    },
  )
  .extend(
    "stored",
    ({ services }) =>
      () =>
        services.db.query<{
          topic: string;
          state: string;
          reason: string | null;
          triggered_at: Date | null;
          payload_enc: Buffer | null;
        }>(
          "SELECT topic, state::text AS state, reason, triggered_at, payload_enc FROM inbox_message WHERE account_id = $1 ORDER BY id",
          [account.id],
        ),
  )
  .extend(
    "jobsFor",
    ({ services }) =>
      (accountId: string) =>
        services.db.query("SELECT id FROM pgboss.job WHERE name = 'process-inbox' AND data->>'accountId' = $1", [
          accountId,
        ]),
  );

it.beforeAll(async ({ services }) => {
  const handle = shopifyWebhooks(services);

  handler = await serve((request, response, url) => handle(request, response, url.pathname.slice("/webhooks/".length)));
});

afterAll(async () => {
  await handler[Symbol.asyncDispose]();
});

it.beforeEach(async ({ services }) => {
  account = await addShop(services);
});

interface Delivery {
  topic?: string;
  body?: string;
  headers?: Record<string, string | undefined>;
  method?: string;
}

function headersFor(body: string, changes: Record<string, string | undefined>, topic: string): Record<string, string> {
  const headers = {
    "content-type": "application/json",
    "x-shopify-topic": topic,
    "x-shopify-hmac-sha256": signWebhook(TEST_API_SECRET, body),
    "x-shopify-shop-domain": account.shop,
    "x-shopify-api-version": "2026-07",
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-triggered-at": "2026-11-20T11:59:58.123456789Z",
    ...changes,
  };
  return Object.fromEntries(
    Object.entries<string | undefined>(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

async function deliver({ topic = "fulfillments/create", body, headers = {}, method = "POST" }: Delivery = {}) {
  const text = body ?? JSON.stringify(fulfillmentSample({ tracking_numbers: ["9400110200881234567890"] }));
  const response = await fetch(`${handler.url}/webhooks/${topic}`, {
    method,
    headers: headersFor(text, headers, topic),
    ...(method === "POST" ? { body: text } : {}),
  });
  await response.text();
  return response.status;
}

describe("the webhook door", () => {
  it("stores what Shopify signed, sealed, together with the job that will read it", async ({ stored, jobsFor }) => {
    expect(await deliver()).toBe(200);
    const [message, ...others] = await stored();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      topic: "fulfillments/create",
      state: "waiting",
      triggered_at: new Date("2026-11-20T11:59:58.123Z"),
    });
    expect(message?.payload_enc?.toString("latin1")).not.toContain("ada.byron");
    expect(await jobsFor(account.id)).toHaveLength(1);
  });

  it.for([
    ["made with another secret", (body: string) => signWebhook("another secret", body)],
    ["of another body", () => signWebhook(TEST_API_SECRET, "{}")],
    ["truncated", (body: string) => signWebhook(TEST_API_SECRET, body).slice(0, 20)],
    ["in hexadecimal", (body: string) => Buffer.from(signWebhook(TEST_API_SECRET, body), "base64").toString("hex")],
    ["missing", () => undefined],
    ["empty", () => ""],
  ] as const)("refuses a signature %s and stores nothing", async ([_, signature], { stored, jobsFor }) => {
    const body = JSON.stringify(fulfillmentSample());
    expect(await deliver({ body, headers: { "x-shopify-hmac-sha256": signature(body) } })).toBe(401);
    expect(await stored()).toEqual([]);
    expect(await jobsFor(account.id)).toEqual([]);
  });

  it("signs the bytes, not the meaning: one blank more is another body", async () => {
    const body = JSON.stringify(fulfillmentSample());
    const headers = { "x-shopify-hmac-sha256": signWebhook(TEST_API_SECRET, body) };
    expect(await deliver({ body: `${body} `, headers })).toBe(401);
  });

  it.for(["x-shopify-webhook-id", "x-shopify-shop-domain"])(
    "refuses a webhook without %s",
    async (name, { stored }) => {
      expect(await deliver({ headers: { [name]: undefined } })).toBe(401);
      expect(await stored()).toEqual([]);
    },
  );

  it("asks for the signature before it looks at the body", async ({ stored }) => {
    expect(await deliver({ body: "not json", headers: { "x-shopify-hmac-sha256": "AAAA" } })).toBe(401);
    expect(await deliver({ body: "not json" })).toBe(400);
    expect(await deliver({ body: "" })).not.toBe(200);
    expect(await stored()).toEqual([]);
  });

  it("takes a body as long as the limit and no longer", async ({ stored }) => {
    const padded = (bytes: number) => {
      const start = JSON.stringify(fulfillmentSample()).slice(0, -1);
      return `${start},"note":"${"x".repeat(bytes - start.length - 11)}"}`;
    };
    expect(Buffer.byteLength(padded(LIMIT_BYTES))).toBe(LIMIT_BYTES);
    expect(await deliver({ body: padded(LIMIT_BYTES) })).toBe(200);
    expect(await deliver({ body: padded(LIMIT_BYTES + 1) })).toBe(413);
    expect(await stored()).toHaveLength(1);
  });

  it("says 413 also to a body whose length was not announced, and stops reading it", async ({ stored }) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(handler.url).port), "127.0.0.1");
      let heard = "";
      const head = `POST /webhooks/fulfillments/create HTTP/1.1\r\nhost: app\r\ntransfer-encoding: chunked\r\n\r\n`;
      const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
      socket.on("data", (bytes) => {
        heard += bytes.toString();
        if (heard.includes("\r\n\r\n")) resolve(heard);
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(heard));
      socket.write(head + chunk.repeat(LIMIT_BYTES / 0x1000 + 1));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(await stored()).toEqual([]);
  });

  it("takes only POST, and only topics it has a reader for", async ({ stored }) => {
    expect(await deliver({ method: "GET" })).toBe(405);
    expect(await deliver({ method: "PUT" })).toBe(405);
    expect(await deliver({ topic: "products/update" })).toBe(404);
    expect(await stored()).toEqual([]);
  });

  it("answers an unknown shop with 200 and stores nothing", async ({ services }) => {
    const before = await services.db.query("SELECT count(*) FROM inbox_message");
    expect(await deliver({ headers: { "x-shopify-shop-domain": "nobody.myshopify.com" } })).toBe(200);
    expect(await services.db.query("SELECT count(*) FROM inbox_message")).toEqual(before);
  });

  it("keeps the same webhook once, however often and however close together it comes", async ({ stored }) => {
    const body = JSON.stringify(fulfillmentSample());
    const headers = { "x-shopify-webhook-id": randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver({ body, headers })));
    expect(answers).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await deliver({ body, headers })).toBe(200);
    expect(await stored()).toHaveLength(1);
  });

  it("stores fifty at once, each its own row, and asks for fewer jobs than rows", async ({ stored, jobsFor }) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver()));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await stored()).toHaveLength(50);
    const jobs = await jobsFor(account.id);
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.length).toBeLessThan(50);
  });

  it("stores nothing and says so when the job cannot be committed with it", async ({ services, stored }) => {
    const jobs = { ...services.jobs, enqueue: () => Promise.reject(new Error("the queue is gone")) };
    const handle = shopifyWebhooks({ ...services, jobs });
    await using failing = await serve((request, response) => handle(request, response, "fulfillments/create"));
    const body = JSON.stringify(fulfillmentSample());
    const answer = await fetch(failing.url, {
      method: "POST",
      body,
      headers: headersFor(body, {}, "fulfillments/create"),
    });
    expect(answer.status).toBe(503);
    expect(await stored()).toEqual([]);
  });

  it("takes from a shop that has left only what concerns its leaving", async ({ services, stored }) => {
    account = await addShop(services, { uninstalledAt: new Date("2026-11-19T00:00:00Z") });
    for (const topic of ["fulfillments/create", "fulfillments/update", "orders/cancelled", "app/scopes_update"])
      expect(await deliver({ topic })).toBe(200);
    expect(await stored()).toEqual([]);
    for (const topic of ["customers/data_request", "customers/redact", "shop/redact"])
      expect(await deliver({ topic, body: "{}" })).toBe(200);
    expect((await stored()).map((message) => message.topic)).toEqual([
      "customers/data_request",
      "customers/redact",
      "shop/redact",
    ]);
  });

  it("keeps what our reader cannot read, with the reason, and reads it again once it can", async ({
    services,
    stored,
  }) => {
    const readable = fulfillmentSample({ tracking_numbers: ["9400110200881234567890"] });
    const body = JSON.stringify({ ...readable, created_at: "yesterday" });
    expect(await deliver({ body })).toBe(200);
    await processInbox(services, account.id);
    const [refused] = await stored();
    expect(refused).toMatchObject({ state: "refused", reason: expect.stringContaining("created_at") });
    expect(refused?.reason).not.toContain("yesterday");
    expect(refused?.payload_enc).not.toBeNull();

    // An upgrade that can read it: here the message itself becomes what the reader understands.
    await services.db.query("UPDATE inbox_message SET state = 'waiting', payload_enc = $2 WHERE account_id = $1", [
      account.id,
      services.vault.encrypt(JSON.stringify(readable)),
    ]);
    await processInbox(services, account.id);
    expect(await stored()).toMatchObject([{ state: "done", reason: null, payload_enc: null }]);
    expect(await services.db.prisma.shipment.count({ where: { accountId: account.id } })).toBe(1);
  });
});
