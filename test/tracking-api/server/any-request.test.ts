import fc from "fast-check";
import { expect, it } from "vitest";
import { readEnvelope } from "~/tracking-api/contract/envelope";
import { endpointNames, endpoints } from "~/tracking-api/contract/endpoints";
import { apiCodes } from "~/tracking-api/contract/errors";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { MemoryTrackingService } from "../memory-service";

const now = () => new Date("2026-11-20T10:00:00Z");
const service = new MemoryTrackingService({ keys: { good: { accountId: "account", keyId: "key" } }, now });

const loose = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    null,
    "",
    0,
    -1,
    "0",
    "RB123456785CN",
    "china-post",
    "\ud800",
    "\u0000",
    "9".repeat(400),
    "' OR 1=1 --",
  ),
);
const fieldName = fc.constantFrom(
  ...[
    "tracking_number",
    "carrier_code",
    "title",
    "auto_correct",
    "order_create_time",
    "lang",
    "archived",
    "__proto__",
    "constructor",
  ],
  ...["page", "limit", "status", "numbers", "orders", "archived", "created_at_min", "order_created_time_max"],
);
const fields = fc.dictionary(fieldName, loose);
const body = fc.oneof(
  fc.constant(null),
  fields.map((value) => JSON.stringify(value)),
  fc.array(fc.oneof(fields, loose), { maxLength: 45 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary" }),
);
const path = fc.oneof(
  fc.constantFrom(
    "/trackings/post",
    "/trackings/batch",
    "/trackings/get",
    "/carriers",
    "/trackings/usps/RB123456785CN",
    ...endpointNames.map((name) => endpoints[name].path.replace(/\{[^}]*\}/g, "china-post")),
  ),
  fc.webPath(),
  fc.tuple(fc.string(), fc.string()).map((parts) => `/trackings/${parts.map(encodeURIComponent).join("/")}`),
);

it("answers any request in the envelope, with a code of the table and without a crash", async () => {
  const crashes: unknown[] = [];
  const server = createTrackingServer({ service, now, report: (error) => crashes.push(error) });
  const request = fc.record({
    path,
    query: fc.webQueryParameters(),
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
    body,
    mount: fc.constantFrom("v1" as const, "v2" as const),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ path, query, method, body, mount }) => {
      const asked = new Request(`http://127.0.0.1/${mount}${path}?${query}`, {
        method,
        headers: { "api-key": "good" },
        body: method === "GET" ? null : body,
      });
      const getBody = method === "GET" && body !== null ? { getBody: new TextEncoder().encode(body) } : {};
      const response = await server.handle(asked, { mount, ...getBody });
      const read = readEnvelope(await response.text());
      expect(response.status).toBe(200);
      expect(read.kind === "envelope" && read.envelope.meta.code in apiCodes).toBe(true);
      expect(crashes).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
