import { z } from "zod";
import { allBrands, brands, type Brand } from "~/tracking-api/contract/brands";
import { endpointNames, type EndpointName } from "~/tracking-api/contract/endpoints";
import { exampleAnswers } from "~/tracking-api/contract/example-answers";
import { matchRoute } from "~/tracking-api/server/routing";
import { readLooseJson } from "./loose-json";

/** The page's parts that say what the API is. */
export interface SeedPage {
  brand: Brand;
  endpoint: EndpointName;
  /** `METHOD /path` of every endpoint the page lists. */
  routes: string[];
  /** Below the base address; null on a page that lost it. */
  path: string | null;
  parameters: { name: string; required: boolean }[];
  /** Bodies of example requests; a page may have none. */
  requests: unknown[];
  responses: { meta: Record<string, unknown>; data: unknown }[];
  repairs: string[];
}

const responseShape = z.object({ meta: z.record(z.string(), z.unknown()), data: z.unknown() });

/**
 * Reads one documentation page as text: tables with or without their bars, lists with bullets,
 * no-break blanks, any language. Throws where it finds no brand, endpoint, parameter or answer.
 */
export function readSeedPage(text: string): SeedPage {
  const found = examplesIn(text);
  const responses = found.values.flatMap((value) => responseShape.safeParse(value).data ?? []);
  const requests = found.values.filter((value) => !responseShape.safeParse(value).success);
  const brand = brandOf(text);
  const path = addressIn(text);
  const endpoint =
    path === null
      ? endpointAnswering(responses)
      : endpointAt(path, brand, requests.length > 0 ? ["PUT", "POST"] : ["GET"]);
  if (endpoint === undefined || responses.length === 0) throw new Error("The page shows no call of a known endpoint");
  const parameters = parametersIn(text.slice(0, found.start));
  if (parameters.length === 0) throw new Error("The page names no parameter");
  return { brand, endpoint, routes: routesIn(text), path, parameters, requests, responses, repairs: found.repairs };
}

/** Every object or list that begins a line, with or without a bullet. */
function examplesIn(text: string): { values: unknown[]; start: number; repairs: string[] } {
  const opening = /^[\s•]*?([{[])\s*$/gm;
  const values: unknown[] = [];
  const repairs: string[] = [];
  let start = text.length;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const read = readLooseJson(text, match.index + match[0].search(/[{[]/));
    start = Math.min(start, match.index);
    values.push(read.value);
    repairs.push(...read.repairs);
    opening.lastIndex = read.end;
  }
  return { values, start, repairs };
}

function brandOf(text: string): Brand {
  const header = /([A-Za-z-]*Api-Key): YOUR_API_KEY/.exec(text)?.[1];
  const brand = allBrands.find((name) => brands[name].keyHeader === header);
  if (brand === undefined) throw new Error(`No brand's keys come in ${header ?? "no header"}`);
  return brand;
}

/** The fullest address on the page. */
function addressIn(text: string): string | null {
  const addresses = [...text.matchAll(/https?:\/\/api\.[a-z.]+\/v\d(\/\S+)/g)].flatMap(([, path]) => path ?? []);
  return addresses.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function endpointAt(path: string, brand: Brand, methods: readonly string[]): EndpointName | undefined {
  const matches = methods.map((method) => matchRoute(method, path.replace(/\?.*/, ""), brand));
  return matches.find((match) => match.kind === "endpoint")?.name;
}

/** The one endpoint whose answers can hold every key shown. */
function endpointAnswering(responses: SeedPage["responses"]): EndpointName | undefined {
  const shown = responses.flatMap(({ data }) => keysOf(data));
  const fits = endpointNames.filter((name) => shown.every((key) => keysOf(exampleAnswers[name]).includes(key)));
  return fits.length === 1 ? fits[0] : undefined;
}

const keysOf = (value: unknown): string[] =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

function routesIn(text: string): string[] {
  const rows = text.matchAll(/^(GET|POST|PUT|DELETE)[^\S\n]+(\/\S+)[^\S\n]+\|?[^\S\n]*\1[^\S\n]/gm);
  return [...rows].map(([, method = "", path = ""]) => `${method} ${path}`);
}

/** Names at the start of a line, their description sometimes glued on. */
function parametersIn(text: string): SeedPage["parameters"] {
  const table = text.slice(text.search(/^(Param|Параметр)/m));
  const rows = table.matchAll(/^(?:(\w+) \(optional\)|([a-z_]+)(?=\P{ASCII}|[A-Z]| \|))/gmu);
  return [...rows].map(([, optional, needed = ""]) => ({ name: optional ?? needed, required: optional === undefined }));
}
