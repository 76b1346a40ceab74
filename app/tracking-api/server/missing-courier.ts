import type { EndpointName } from "../contract/endpoints";
import { numberField } from "../contract/create";
import { problem } from "../contract/errors";
import { textField } from "../contract/fields";
import { batchLimit } from "../contract/limits";
import type { Fields } from "./request-fields";
import type { TrackingService } from "./service";

/** Endpoints that add a number. */
const adding: readonly EndpointName[] = ["createTracking", "createTrackings", "getRealtime"];

/**
 * Names the likeliest courier where a number is added without one, as the sister brands' pages
 * allow. A single number that fits nobody is 4032; in a batch it stays without and is refused by
 * itself.
 */
export async function withDetectedCourier(
  name: EndpointName,
  fields: Fields,
  service: TrackingService,
): Promise<Fields> {
  if (fields.kind === "problem" || !adding.includes(name)) return fields;
  const { value } = fields;
  if (value === null) return fields;
  if (Array.isArray(value)) {
    const entries: readonly unknown[] = value;
    // More than a batch may have is refused anyway.
    if (entries.length > batchLimit) return fields;
    const found = await Promise.all(entries.map((entry) => detected(entry, service)));
    return { kind: "fields", value: entries.map((entry, index) => found[index] ?? entry) };
  }
  const entry = await detected(value, service);
  return entry === null ? problem(4032) : { kind: "fields", value: entry };
}

/**
 * The entry with its courier; as it is where it has one or is no entry; null where its number fits
 * nobody.
 */
async function detected(entry: unknown, service: TrackingService): Promise<unknown> {
  if (typeof entry !== "object" || entry === null) return entry;
  const given: { carrier_code?: unknown; tracking_number?: unknown; lang?: unknown } = entry;
  const number = numberField.safeParse(given.tracking_number);
  if (!number.success || textField().safeParse(given.carrier_code).data !== null) return entry;
  const [likeliest] = await service.detect(number.data, null);
  return likeliest === undefined ? null : { ...given, carrier_code: likeliest.code };
}
