import { z } from "zod";
import { brands, type Brand } from "./brands";
import type { Endpoint, WireRequest } from "./endpoint";
import { endpointNames, endpoints, type EndpointName, type EndpointTypes } from "./endpoints";
import { apiCodes } from "./errors";
import { exampleAnswers } from "./example-answers";
import { examples } from "./examples";
import { fieldNotes } from "./field-notes";
import { maxBodyBytes } from "./limits";

type Json = Record<string, unknown>;

/**
 * The API of one brand as an OpenAPI 3.1 document, made from the table of endpoints. `serverUrl` is
 * the mount's address.
 */
export function openApiDocument(brand: Brand, serverUrl: string): Json {
  const names = endpointNames.filter((name) => endpoints[name].brands.includes(brand));
  const paths: Record<string, Json> = {};
  for (const name of names) {
    const path = documentedPath(name);
    paths[path] = { ...paths[path], [endpoints[name].method.toLowerCase()]: operationOf(name, brand) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `Homeward tracking API, compatible with ${brand}`,
      version: "1.0.0",
      description:
        "Every answer comes as {meta: {code, type, message}, data}. The outcome is in meta.code; HTTP says 200 also for refusals, " +
        "and then data is []. Null, an empty text, 0 and a missing field all mean: not given.",
    },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: "apiKey", in: "header", name: brands[brand].keyHeader } },
      schemas: { Meta: metaSchema, Refusal: refusalSchema },
    },
  };
}

/**
 * The path without the language, which may follow a tracking number and which OpenAPI has no way to
 * call optional.
 */
export function documentedPath(name: EndpointName): string {
  return endpoints[name].path.replace("/{lang?}", "");
}

/** Every code an endpoint can answer with besides success, its own and everybody's, in order. */
export function refusalsOf(name: EndpointName): { code: number; type: string; message: string }[] {
  const codes = new Set([...endpoints[name].codes, ...everybodys]);
  return [...codes].sort((a, b) => a - b).map((code) => ({ code, ...apiCodes[code] }));
}

/** One field of a request, for people. */
export interface DocumentedField {
  name: string;
  place: "path" | "query" | "body" | "header";
  description: string;
  required: boolean;
}

/**
 * What a request to an endpoint can carry, the parts of the path first. `required`: a call without
 * it is refused.
 */
export function requestFieldsOf(name: EndpointName): DocumentedField[] {
  const declared = parametersOf(name).map(({ name, in: place, description, required }) => ({
    name,
    place,
    description,
    required,
  }));
  return [...declared, ...bodyFieldsOf(name)];
}

function bodyFieldsOf(name: EndpointName): DocumentedField[] {
  if (!takesBody(name)) return [];
  const schema = bodySchema(name);
  const { properties } = isObject(schema["items"]) ? schema["items"] : schema;
  const fields = isObject(properties) ? Object.keys(properties) : [];
  return fields.map((field) => ({
    name: field,
    place: "body",
    description: fieldNotes[field]?.description ?? "",
    required: neededInBody.has(field),
  }));
}

/**
 * Bodies are taken loosely, so the schemas call nothing required; without these a call is refused
 * all the same.
 */
const neededInBody: ReadonlySet<string> = new Set([
  ...["tracking_number", "carrier_code", "update_carrier_code"],
  ...["country", "postcode", "original", "destination", "track_number"],
]);

const everybodys = [429, 4001, 4002] as const;

const metaSchema = {
  type: "object",
  properties: { code: { type: "integer" }, type: { type: "string" }, message: { type: "string" } },
  required: ["code", "type", "message"],
};

const refusalSchema = {
  type: "object",
  properties: { meta: { $ref: "#/components/schemas/Meta" }, data: { type: "array", maxItems: 0 } },
  required: ["meta", "data"],
};

/** The example of an endpoint as a client of a brand sends it: made by the same function. */
export function exampleRequest(name: EndpointName, brand: Brand): WireRequest {
  return sent(name, examples[name], brand);
}

function sent<Name extends EndpointName>(name: Name, ask: EndpointTypes[Name]["ask"], brand: Brand): WireRequest {
  const endpoint: Endpoint<EndpointTypes[Name]> = endpoints[name];
  return endpoint.send(ask, brand);
}

/**
 * What an endpoint of a brand answers as `data`; TrackRu answers a single tracking with a list of
 * one.
 */
export function exampleData(name: EndpointName, brand: Brand): unknown {
  return isListOfOne(name, brand) ? [exampleAnswers[name]] : exampleAnswers[name];
}

const isListOfOne = (name: EndpointName, brand: Brand) => name === "getTracking" && brands[brand].singleAs === "list";

function operationOf(name: EndpointName, brand: Brand): Json {
  const { summary, limit } = endpoints[name];
  const refusals = refusalsOf(name).map(({ code, message }) => `- ${code}: ${message}`);
  return {
    operationId: name,
    summary,
    description: [...(limit === null ? [] : [`Up to ${limit} at a time.`]), "Refusals in meta.code:", ...refusals].join(
      "\n",
    ),
    parameters: parametersOf(name),
    ...(takesBody(name) ? { requestBody: requestBodyOf(name, brand) } : {}),
    responses: {
      "200": json(
        "Done, or refused: see meta.code",
        { anyOf: [answerSchema(name, brand), { $ref: "#/components/schemas/Refusal" }] },
        { meta: { code: 200, ...apiCodes[200] }, data: exampleData(name, brand) },
      ),
      "413": json(`The body is over ${maxBodyBytes} bytes`, { $ref: "#/components/schemas/Refusal" }),
      "500": json("Our fault", { $ref: "#/components/schemas/Refusal" }),
    },
  };
}

function takesBody(name: EndpointName): boolean {
  const { fieldsFrom } = endpoints[name];
  return fieldsFrom === "body" || fieldsFrom === "path-and-body";
}

const json = (description: string, schema: Json, example?: Json): Json => ({
  description,
  content: { "application/json": { schema, ...(example === undefined ? {} : { example }) } },
});

function requestBodyOf(name: EndpointName, brand: Brand): Json {
  const { body } = exampleRequest(name, brand);
  const example = body === undefined ? {} : { example: body };
  return { content: { "application/json": { schema: bodySchema(name), ...example } } };
}

function answerSchema(name: EndpointName, brand: Brand): Json {
  const data = plain(z.toJSONSchema(endpoints[name].emitted, { io: "output", unrepresentable: "any" }));
  return {
    type: "object",
    properties: {
      meta: { $ref: "#/components/schemas/Meta" },
      data: isListOfOne(name, brand) ? { type: "array", items: data, maxItems: 1 } : data,
    },
    required: ["meta", "data"],
  };
}

/** A request's fields with their notes; those that stand in the path are told there. */
function bodySchema(name: EndpointName): Json {
  const { input, entry } = endpoints[name];
  const whole = noted(plain(z.toJSONSchema(input, { io: "input", unrepresentable: "any" })), pathFields(name));
  if (entry === undefined) return whole;
  return { ...whole, items: noted(plain(z.toJSONSchema(entry, { io: "input", unrepresentable: "any" })), []) };
}

function noted(schema: Json, left: readonly string[]): Json {
  const { properties, items } = schema;
  if (isObject(items)) return { ...schema, items: noted(items, left) };
  if (!isObject(properties)) return schema;
  const kept = Object.keys(properties).filter((field) => !left.includes(field));
  return { ...schema, properties: Object.fromEntries(kept.map((field) => [field, fieldNotes[field] ?? {}])) };
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  description: string;
  required: boolean;
  schema: Json;
}

function parametersOf(name: EndpointName): Parameter[] {
  const { fieldsFrom, input } = endpoints[name];
  const inPath = pathFields(name).map((field) => parameter(field, "path"));
  if (fieldsFrom !== "query-and-body" && fieldsFrom !== "headers") return inPath;
  const { properties } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  const fields = Object.keys(properties ?? {});
  if (fieldsFrom === "query-and-body") return fields.map((field) => parameter(field, "query"));
  return fields.map((field) => ({ ...parameter(field, "header"), name: field === "lang" ? "Lang" : field }));
}

function parameter(name: string, place: Parameter["in"]): Parameter {
  const { description = "", ...schema } = fieldNotes[name] ?? {};
  return { name, in: place, description, required: place === "path", schema };
}

function pathFields(name: EndpointName): string[] {
  return [...documentedPath(name).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

/**
 * Without the dialect, which the document names once, and without the bounds of every whole number
 * there is.
 */
function plain(schema: object): Json {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === "$schema" || value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER ? undefined : value,
    ),
  ) as Json;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
