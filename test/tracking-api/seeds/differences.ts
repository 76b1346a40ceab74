/**
 * Where two JSON values differ in keys or types, both ways, as `path: what`; of lists, entry by
 * entry of what is shown. Also where keys that both have come in another order. Values themselves
 * are not compared.
 */
export function differencesOf(shown: unknown, ours: unknown, path = "data"): string[] {
  if (Array.isArray(shown) && Array.isArray(ours)) {
    const missing = ours.length < shown.length ? [`${path}: fewer entries`] : [];
    return [
      ...missing,
      ...shown.flatMap((entry, at) => (at < ours.length ? differencesOf(entry, ours[at], `${path}[]`) : [])),
    ];
  }
  if (isObject(shown) && isObject(ours)) {
    const missing = Object.keys(shown).filter((key) => !(key in ours));
    const more = Object.keys(ours).filter((key) => !(key in shown));
    const common = Object.keys(shown).filter((key) => key in ours);
    const order = Object.keys(ours).filter((key) => key in shown);
    return [
      ...missing.map((key) => `${path}.${key}: not in ours`),
      ...more.map((key) => `${path}.${key}: only in ours`),
      ...(common.join() === order.join() ? [] : [`${path}: keys in another order`]),
      ...common.flatMap((key) => differencesOf(shown[key], ours[key], `${path}.${key}`)),
    ];
  }
  return kindOf(shown) === kindOf(ours) ? [] : [`${path}: ${kindOf(shown)}, ours ${kindOf(ours)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return kindOf(value) === "object";
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}
