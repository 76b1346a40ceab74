import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { z } from "zod";

const recordedCall = z.object({
  method: z.string(),
  url: z.string(),
  content_type: z.string().nullable(),
  key_header: z.string(),
  body: z.string(),
});
const answered = z.object({
  meta: z.object({ code: z.number(), type: z.string(), message: z.string() }),
  data: z.unknown(),
});

/** Public clients whose runs are recorded. */
export const recordedClients = [
  "go-parcly",
  "java-class-2016",
  "node-class-2016",
  "php-class-2016",
  "python-marco",
  "ruby-class-2016",
] as const;

export type RecordedClient = (typeof recordedClients)[number];

/** One recorded call with the answer it got. */
export interface ReplayedCall {
  /** Method and path. */
  name: string;
  body: string;
  status: number;
  type: string | null;
  text: string;
  meta: { code: number };
  data: unknown;
}

/**
 * Sends a client's recorded requests in their order to the API at an address, under another key.
 */
export async function replayClient(client: RecordedClient, url: string, key: string): Promise<ReplayedCall[]> {
  const calls: ReplayedCall[] = [];
  const file = path.join("test/tracking-api/fixtures/client-requests", `${client}.jsonl`);
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const recorded = recordedCall.parse(JSON.parse(line));
    const { method, content_type: contentType, body } = recorded;
    const response = await fetch(`${url}${recorded.url}`, {
      method,
      headers: { [recorded.key_header]: key, ...(contentType === null ? {} : { "content-type": contentType }) },
      body: method === "GET" ? null : body,
    });
    const text = await response.text();
    const { meta, data } = answered.parse(JSON.parse(text));
    const name = `${method} ${new URL(recorded.url, url).pathname}`;
    calls.push({ name, body, status: response.status, type: response.headers.get("content-type"), text, meta, data });
  }
  return calls;
}

/**
 * Holds of what every client accepts: HTTP 200 of type JSON, the code where a pattern finds it,
 * `[]` on failure; and no refusals but those its own run provokes, as method, path and code.
 */
export function expectAccepted(calls: readonly ReplayedCall[], refusals: readonly string[]): void {
  expect(calls.filter(({ meta }) => meta.code !== 200).map(({ name, meta }) => `${name} ${meta.code}`)).toEqual(
    refusals,
  );
  for (const { status, type, text, meta, data } of calls) {
    expect({ status, type }).toEqual({ status: 200, type: "application/json" });
    expect(/"code":(\d+),/.exec(text)?.[1]).toBe(String(meta.code));
    if (meta.code > 201) expect(data).toEqual([]);
  }
}

/**
 * The Python client counts the batch's answer, wants its create echoed but for the language, and
 * `[]` for a delete.
 */
export function expectForPython(calls: readonly ReplayedCall[]): void {
  const [create] = calls;
  const { lang, ...echoed } = z.record(z.string(), z.string()).parse(JSON.parse(create?.body ?? ""));
  expect(lang).toBe("en");
  expect(create?.data).toMatchObject(echoed);
  expect(create?.data).not.toHaveProperty("lang");
  const batch = calls.find(({ name }) => name.endsWith("/batch"));
  expect(batch?.data).toMatchObject({ submitted: 2, added: 1, trackings: [{}], errors: [{ code: 4016 }] });
  const removal = calls.find(({ name, meta }) => name.startsWith("DELETE") && meta.code === 200);
  expect(removal?.data).toEqual([]);
  const detected = z
    .array(z.object({ code: z.string() }))
    .parse(calls.find(({ name }) => name.endsWith("/detect"))?.data);
  expect(detected.map(({ code }) => code)).toContain("china-post");
}

/**
 * The strictly typed Go client wants text or null for milestones, never `false`, and its own
 * changes back.
 */
export function expectForGo(calls: readonly ReplayedCall[]): void {
  const lists = calls.filter(({ name }) => name === "GET /v2/trackings/get");
  for (const { text } of lists) expect(text).not.toMatch(/"(Item|Depart|Arrival|Customs|Destination)\w+":false/);
  const edited = expect.objectContaining({ title: "edited", order_id: "#9", archived: false });
  expect(lists.at(-1)?.data).toMatchObject({ items: expect.arrayContaining([edited]) });
  const realtime = calls.find(({ name }) => name.endsWith("/realtime"));
  expect(realtime?.data).toMatchObject({ items: [{ tracking_number: "RP424754616CN" }] });
  expect(calls.at(-2)?.data).toMatchObject({ archived: "true", status: "4" });
  expect(calls[4]?.data).not.toHaveProperty("archived");
}
