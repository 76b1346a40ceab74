import { allCouriers, courierName } from "~/domain/carriers/catalogue";
import { foldCompany } from "~/domain/carriers/shopify-companies";

export interface CarrierOption {
  code: string;
  name: string;
}

const shown = 20;

/** Carriers whose name or code holds what was typed, those that begin with it first. */
export function searchCarriers(text: string): CarrierOption[] {
  const wanted = foldCompany(text);
  const folded = allCouriers().map(({ code, name, nameLocal }) => ({
    option: { code, name },
    keys: [foldCompany(name), foldCompany(code), ...(nameLocal ? [foldCompany(nameLocal)] : [])],
  }));
  const begins = folded.filter(({ keys }) => keys.some((key) => key.startsWith(wanted)));
  const holds = folded.filter((entry) => !begins.includes(entry) && entry.keys.some((key) => key.includes(wanted)));
  return [...begins, ...holds].slice(0, shown).map(({ option }) => option);
}

/** Stored candidates (written by ingest) as options. */
export function readCandidates(stored: unknown): CarrierOption[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((candidate: unknown) => {
    if (typeof candidate !== "object" || candidate === null || !("courierCode" in candidate)) return [];
    const { courierCode } = candidate;
    return typeof courierCode === "string" ? [{ code: courierCode, name: courierName(courierCode) }] : [];
  });
}
