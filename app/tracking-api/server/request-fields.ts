import type { Endpoint } from "../contract/endpoint";
import type { EndpointName, EndpointTypes } from "../contract/endpoints";
import { problem, type ApiProblem } from "../contract/errors";
import type { RequestParts } from "./handler";

/** Loose input for an endpoint's door. */
export type Fields = { kind: "fields"; value: unknown } | ApiProblem;

/** Takes the fields from where the endpoint has them. A body that cannot be read is 4015. */
export function gatherFields(from: Endpoint<EndpointTypes[EndpointName]>["fieldsFrom"], parts: RequestParts): Fields {
  switch (from) {
    case "path":
      return { kind: "fields", value: { lang: parts.headers.get("lang"), ...parts.path } };
    case "path-and-body":
      return pathAndBody(parts);
    case "headers":
      return {
        kind: "fields",
        value: { lang: parts.path["lang"] ?? parts.headers.get("lang") ?? parts.query.get("lang") },
      };
    case "body":
      if (parts.body.kind === "broken") return problem(4015);
      return { kind: "fields", value: parts.body.kind === "none" ? {} : parts.body.value };
    case "query-and-body":
      return merged(parts);
  }
}

/**
 * What the body says about the pair in the path; an empty body says nothing, PHP's `[]` neither.
 */
function pathAndBody({ path, headers, body }: RequestParts): Fields {
  if (body.kind === "broken") return problem(4015);
  const given = body.kind === "fields" ? body.value : {};
  if (typeof given !== "object" || (Array.isArray(given) && given.length > 0)) return problem(4012);
  return { kind: "fields", value: { lang: headers.get("lang"), ...given, ...path } };
}

/** Query and body together; a body's value counts where it says something. */
function merged({ query, body }: RequestParts): Fields {
  if (body.kind === "broken") return problem(4015);
  const fromQuery = queryFields(query);
  const given = body.kind === "fields" ? body.value : {};
  // PHP prints an empty list of filters as `[]`.
  if (Array.isArray(given) && given.length > 0) return problem(4012);
  if (typeof given !== "object") return problem(4012);
  const fromBody = Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== "" && value !== 0);
  return { kind: "fields", value: { ...fromQuery, ...Object.fromEntries(fromBody) } };
}

/**
 * A query's fields, the last of a name. `numbers[]=A&numbers[1]=B` is how PHP writes a list: passed
 * over, it would filter nothing.
 */
function queryFields(query: URLSearchParams): Record<string, unknown> {
  const fields = new Map<string, string>(query);
  const lists = new Map<string, string[]>();
  for (const [name, value] of query) {
    const list = /^(\w+)\[\d*\]$/.exec(name)?.[1];
    if (list === undefined) continue;
    const entries = lists.get(list) ?? [];
    entries.push(value);
    lists.set(list, entries);
  }
  return Object.fromEntries<unknown>([...fields, ...lists]);
}
