import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { serve } from "#test/support/serve";
import { MemoryTrackingService } from "#test/tracking-api/memory-service";
import { readBody, sendResponse, toRequest } from "~/http/server/exchange.server";
import { docsPage, keyPlace, languages, shownCall } from "~/http/tracking-docs.server";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { examples } from "~/tracking-api/contract/examples";
import { openApiDocument } from "~/tracking-api/contract/open-api";
import { verifyPush } from "~/tracking-api/contract/signature";
import { createTrackingServer } from "~/tracking-api/server/handler";

const run = promisify(execFile);
const now = () => new Date("2026-11-20T10:00:00Z");
const caller = { accountId: "account", keyId: "key" };
const answered = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });

/** How a program of each language is run, and what its machine must have. */
const programs: Record<string, { needs: string[]; command: (code: string) => [string, string[]] }> = {
  Node: {
    needs: [process.execPath, "--version"],
    command: (code) => [process.execPath, ["--input-type=module", "-e", code]],
  },
  curl: { needs: ["curl", "--version"], command: (code) => ["sh", ["-c", code.replace("curl ", "curl -sS ")]] },
  Python: { needs: ["python3", "-c", "import urllib.request"], command: (code) => ["python3", ["-c", code]] },
  PHP: {
    needs: ["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"],
    command: (code) => ["php", ["-r", code.replace("<?php", "")]],
  },
};

/**
 * Without the language its examples are skipped by name; where the whole check is to run
 * (`CI=true`) they fail instead.
 */
function isLeftOut({ needs: [program = "", ...args] }: { needs: string[] }): boolean {
  return process.env["CI"] !== "true" && spawnSync(program, args).status !== 0;
}

let service: MemoryTrackingService;
let served: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  served = await serve(async (request, response) => {
    const body = await readBody(request, 1024 * 1024);
    if (body.kind !== "body") throw new Error("The example could not be read");
    const server = createTrackingServer({ service, now, report: (error) => served.crashes.push(error) });
    const asked = toRequest(request, body.bytes, served.url, new AbortController().signal);
    await sendResponse(
      await server.handle(asked, { mount: asked.url.includes("/v1/") ? "v1" : "v2" }),
      response,
      false,
    );
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
});

const pages = [
  { brand: "trackingmore-v2", mount: "v2" },
  { brand: "trackru-v1", mount: "v1" },
] as const;

describe.each(Object.keys(languages))("the page's examples in %s", (language) => {
  const program = programs[language] ?? { needs: [], command: () => ["", []] };
  const shown = pages.flatMap(({ brand, mount }) =>
    endpointNames
      .filter((name) => endpoints[name].brands.includes(brand))
      .map((name) => ({ name, brand, mount, title: `${endpoints[name].method} /${mount}${endpoints[name].path}` })),
  );

  it.skipIf(isLeftOut(program)).each(shown)("$title gets an answer", async ({ name, brand, mount }) => {
    if (!isCreate(name)) await service.create(caller, [examples.createTracking, ...examples.createTrackings]);
    const baseUrl = `${served.url}/${mount}`;
    const printed = languages[language]?.(shownCall(name, brand, baseUrl)) ?? "";
    // What runs is what the page shows, and not another printing of it.
    expect(unescaped(docsPage(brand, baseUrl))).toContain(`data-language="${language}">${printed}</code>`);
    const { stdout } = await run(...program.command(printed.replaceAll(keyPlace, "good")));
    const { meta, data } = answered.parse(JSON.parse(stdout));
    expect(meta.code).toBe(200);
    if (name === "getTracking" && mount === "v1") z.tuple([endpoints[name].emitted]).parse(data);
    else endpoints[name].emitted.parse(data);
    expect(served.crashes).toEqual([]);
  });
});

const counted = z.object({
  meta: z.object({ code: z.number() }),
  data: z.union([
    z.array(z.unknown()).transform((): Record<string, unknown> => ({})),
    z.record(z.string(), z.unknown()),
  ]),
});

it.each(pages)("the page's examples, run from top to bottom on $mount, end as the page shows", async (page) => {
  const baseUrl = `${served.url}/${page.mount}`;
  const shown = unescaped(docsPage(page.brand, baseUrl));
  for (const name of endpointNames.filter((each) => endpoints[each].brands.includes(page.brand))) {
    const { method, url, headers, body } = shownCall(name, page.brand, baseUrl);
    const withKey = Object.entries(headers).map(([header, value]): [string, string] => [
      header,
      value.replace(keyPlace, "good"),
    ]);
    const response = await fetch(url, { method, headers: Object.fromEntries(withKey), body });
    const { meta, data } = counted.parse(await response.json());
    const text = shown.split(`data-answer="${name}">`)[1]?.split("</code>")[0] ?? "";
    const promised = counted.parse(JSON.parse(text));
    expect([name, meta.code]).toEqual([name, promised.meta.code]);
    for (const field of ["submitted", "added", "update", "delete", "change"]) {
      expect([name, field, data[field]]).toEqual([name, field, promised.data[field]]);
    }
  }
});

it("shows a push that its own account's address verifies", () => {
  const [, shown = ""] = unescaped(docsPage("trackru-v1", "https://homeward.example/v1")).split("<code data-push>");
  const { verifyInfo } = z
    .object({ verifyInfo: z.object({ timeStr: z.number(), signature: z.string() }) })
    .parse(JSON.parse(shown.split("</code>")[0] ?? ""));
  expect(verifyPush("you@example.com", verifyInfo)).toBe(true);
  expect(verifyPush("me@example.com", verifyInfo)).toBe(false);
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

function unescaped(html: string): string {
  const signs: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
  return html.replace(/&(?:lt|gt|quot|amp);/g, (entity) => signs[entity] ?? entity);
}
