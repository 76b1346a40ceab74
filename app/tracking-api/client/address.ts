/**
 * The address of a call: path parts are URL-encoded, because numbers can hold blanks and slashes.
 */
export function callAddress(
  baseUrl: string,
  template: string,
  path: Record<string, string | null> = {},
  query: Record<string, string> = {},
): URL {
  const filled = template
    .split("/")
    .map((segment) => fill(segment, path))
    .filter((segment) => segment !== null)
    .join("/");
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}${filled}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function fill(segment: string, path: Record<string, string | null>): string | null {
  const part = /^\{(\w+)(\?)?\}$/.exec(segment);
  if (part?.[1] === undefined) return segment;
  const value = path[part[1]] ?? null;
  if (value === null && part[2] === undefined) throw new RangeError(`The path needs ${part[1]}`);
  return value === null ? null : encodeURIComponent(value);
}
