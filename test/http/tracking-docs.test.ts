import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { serve } from "#test/support/serve";
import { MemoryTrackingService } from "#test/tracking-api/memory-service";
import { readBody, sendResponse, toRequest } from "~/http/exchange.server";
import { docsPage, keyPlace, languages, shownCall } from "~/http/tracking-docs.server";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { examples } from "~/tracking-api/contract/examples";
import { openApiDocument } from "~/tracking-api/contract/open-api";
import { createTrackingServer } from "~/tracking-api/server/handler";

const run = promisify(execFile);
const now = () => new Date("2026-11-20T10:00:00Z");
const caller = { accountId: "account", keyId: "key" };
const answered = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });

/** How a program of each language is run; Node is what runs this test, the others where the machine has them. */
const programs: Record<string, (code: string) => [string, string[]]> = {
  Node: (code) => [process.execPath, ["--input-type=module", "-e", code]],
  curl: (code) => ["sh", ["-c", code.replace("curl ", "curl -sS ")]],
  Python: (code) => ["python3", ["-c", code]],
  PHP: (code) => ["php", ["-r", code.replace("<?php", "")]],
};
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const runnable = [
  "Node",
  ...(has("curl") ? ["curl"] : []),
  ...(has("python3") ? ["Python"] : []),
  ...(has("php") ? ["PHP"] : []),
];

let service: MemoryTrackingService;
let served: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  served = await serve(async (request, response) => {
    const body = await readBody(request, 1024 * 1024);
    if (body.kind !== "body") throw new Error("The example could not be read");
    const server = createTrackingServer({ service, now, report: (error) => served.crashes.push(error) });
    const asked = toRequest(request, body.bytes, served.url, new AbortController().signal);
    await sendResponse(await server.handle(asked, { mount: "v2" }), response, false);
  });
});
afterAll(() => served[Symbol.asyncDispose]());
beforeEach(() => {
  service = new MemoryTrackingService({ keys: { good: caller }, now });
});

describe("the page for people", () => {
  const page = docsPage("trackingmore-v2", "https://homeward.example/v2");

  it("has every endpoint in every language", () => {
    for (const name of endpointNames) {
      for (const language of Object.keys(languages)) {
        expect(page).toContain(`data-endpoint="${name}" data-language="${language}"`);
      }
    }
    expect(Object.keys(programs).sort()).toEqual(Object.keys(languages).sort());
  });

  it("knows on TrackRu only what is there", () => {
    const v1 = docsPage("trackru-v1", "https://homeward.example/v1");
    expect(v1).toContain("Api-Key: YOUR_API_KEY");
    expect(v1).not.toContain("getuserinfo");
  });

  it.each(["trackingmore-v2", "trackru-v1"] as const)("begins on %s with where a key is made and a GET", (brand) => {
    const shown = docsPage(brand, "https://homeward.example/v");
    const [intro = ""] = shown.split("<nav");
    expect(intro).toMatch(/Settings.*API keys.*Create API key/);
    expect(intro.match(/data-language="curl">([^\n]*)/)?.[1]).toMatch(/^curl -X GET /);
    expect(intro).toContain(keyPlace);
  });

  it.each(endpointNames)("shows a call of %s that works, in each language", async (name) => {
    const call = shownCall(name, "trackingmore-v2", `${served.url}/v2`);
    for (const language of runnable) {
      service = new MemoryTrackingService({ keys: { good: caller }, now });
      if (!isCreate(name)) await service.create(caller, [examples.createTracking]);
      const code = languages[language]?.(call).replaceAll(keyPlace, "good") ?? "";
      const [program, args] = programs[language]?.(code) ?? ["", []];
      const { stdout } = await run(program, args);
      const { meta, data } = answered.parse(JSON.parse(stdout));
      expect([language, meta.code]).toEqual([language, 200]);
      endpoints[name].emitted.parse(data);
    }
    expect(served.crashes).toEqual([]);
  });
});

describe("the document for programs", () => {
  const document = openApiDocument("trackingmore-v2", "https://homeward.example/v2");

  it("has every endpoint under its method, with every part of the path declared", () => {
    const operation = z.object({
      operationId: z.string(),
      parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean() })),
      responses: z.record(z.string(), z.unknown()),
    });
    const paths = z.record(z.string(), z.record(z.string(), operation)).parse(document["paths"]);
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters }]) => {
        const declared = parameters
          .filter((parameter) => parameter.in === "path")
          .map((parameter) => `{${parameter.name}}`);
        expect(path.match(/\{\w+\}/g) ?? []).toEqual(declared);
        return [operationId, method.toUpperCase()];
      }),
    );
    expect(found.sort()).toEqual(endpointNames.map((name) => [name, endpoints[name].method]).sort());
  });

  it("explains every field of every request", () => {
    const text = JSON.stringify(document);
    expect(text).not.toMatch(/"properties":\{[^}]*"[\w]+":\{\}/);
    expect(text).toContain('"tracking_number":{"type":"string","description"');
  });

  it("refers to nothing that is not there", () => {
    const schemas = z.object({ schemas: z.record(z.string(), z.unknown()) }).parse(document["components"]).schemas;
    const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1]);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(schemas).sort());
  });

  it("has the seven of TrackRu and the carriers", () => {
    const { paths } = openApiDocument("trackru-v1", "https://homeward.example/v1");
    expect(Object.keys(paths ?? {})).toEqual([
      "/trackings/post",
      "/trackings/batch",
      "/trackings/get",
      "/trackings/{carrier_code}/{tracking_number}",
      "/trackings/realtime",
      "/carriers/detect",
      "/carriers",
    ]);
  });
});

const isCreate = (name: EndpointName) => name === "createTracking" || name === "createTrackings";
