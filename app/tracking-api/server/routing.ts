import type { Brand } from "../contract/brands";
import { endpointNames, endpoints, type EndpointName } from "../contract/endpoints";

/** What a method and a path mean on a mount. */
export type Match =
  | { kind: "endpoint"; name: EndpointName; path: Record<string, string> }
  | { kind: "unknown-route" }
  | { kind: "wrong-method" };

/**
 * Finds the endpoint for a path below the mount. Slashes too many do not matter; words win over
 * parts, so that `/trackings/get` is never a courier.
 */
export function matchRoute(method: string, pathname: string, brand: Brand): Match {
  const given = segmentsOf(pathname);
  if (given === null) return { kind: "unknown-route" };
  const fits = templates
    .filter(({ name }) => endpoints[name].brands.includes(brand))
    .flatMap((template) => {
      const path = fit(template, given);
      return path === null ? [] : [{ name: template.name, path, parts: Object.keys(path).length }];
    });
  const fewestParts = Math.min(...fits.map(({ parts }) => parts));
  const closest = fits.filter(({ parts }) => parts === fewestParts);
  if (closest.length === 0) return { kind: "unknown-route" };
  const match = closest.find(({ name }) => takes(name, method));
  return match === undefined ? { kind: "wrong-method" } : { kind: "endpoint", name: match.name, path: match.path };
}

interface Template {
  name: EndpointName;
  segments: string[];
}

const templates: readonly Template[] = endpointNames.map((name) => ({
  name,
  segments: endpoints[name].path.split("/").filter(Boolean),
}));

function takes(name: EndpointName, method: string): boolean {
  const { method: documented, alsoMethods } = endpoints[name];
  return documented === method || alsoMethods.some((also) => also === method);
}

/** The path's parts decoded, or null for an escape that cannot be. */
function segmentsOf(pathname: string): string[] | null {
  try {
    return pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function fit({ segments }: Template, given: readonly string[]): Record<string, string> | null {
  if (given.length > segments.length) return null;
  const path: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = /^\{(\w+)(\?)?\}$/.exec(segment);
    const text = given[index];
    if (part?.[1] === undefined) {
      if (text !== segment) return null;
    } else if (text !== undefined) {
      path[part[1]] = text;
    } else if (part[2] === undefined) {
      return null;
    }
  }
  return path;
}
