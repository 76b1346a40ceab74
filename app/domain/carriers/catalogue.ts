import records from "./data/carriers.json";
import { trackingPages } from "./tracking-pages";

/** One courier of the provider's list. */
export interface Courier {
  /** The provider's `carrier_code`. */
  code: string;
  name: string;
  /** Chinese name where it differs. */
  nameLocal: string | null;
  type: "express" | "globalpost" | null;
  /** ISO 3166-1 alpha-2, inferred, for about half of the couriers. */
  country: string | null;
  homepage: string | null;
  phone: string | null;
  /** Address of the logo, with a scheme. */
  picture: string | null;
}

interface CourierRecord {
  code: string;
  name: string;
  nameLocal?: string;
  type?: string;
  country?: string;
  homepage?: string;
  phone?: string;
  picture?: string;
}

const couriers: readonly Courier[] = records.map((record: CourierRecord) => ({
  code: record.code,
  name: record.name,
  nameLocal: record.nameLocal ?? null,
  type: record.type === "express" || record.type === "globalpost" ? record.type : null,
  country: record.country ?? null,
  homepage: record.homepage === undefined ? null : withScheme(record.homepage),
  phone: record.phone ?? null,
  picture: record.picture === undefined ? null : withScheme(record.picture),
}));

const byCode = new Map(couriers.map((courier) => [courier.code, courier]));

/** Every courier of the packaged list, most used first. */
export function allCouriers(): readonly Courier[] {
  return couriers;
}

/** The courier of a code, null where the packaged list has none. Codes are compared exactly. */
export function findCourier(code: string): Courier | null {
  return byCode.get(code) ?? null;
}

/** Whether a code is in the packaged list. */
export function isCourierCode(code: string): boolean {
  return byCode.has(code);
}

/**
 * A courier's name to show, in Chinese where `lang` asks for it (`zh…`, `cn`, `tw`); an unknown
 * code is its own name.
 */
export function courierName(code: string, lang = "en"): string {
  const courier = byCode.get(code);
  if (courier === undefined) return code;
  const chinese = /^(zh|cn|tw)/i.test(lang);
  return (chinese ? courier.nameLocal : null) ?? courier.name;
}

/**
 * Where a shopper can look a number up with the carrier itself: its public tracking page, otherwise
 * its home page, otherwise null. Never a third party.
 */
export function trackingLink(code: string, number: string): string | null {
  const page = trackingPages[code];
  if (page !== undefined) return page.replace("{number}", encodeURIComponent(number.replace(/\s+/g, "")));
  return byCode.get(code)?.homepage ?? null;
}

function withScheme(address: string): string {
  if (/^https?:\/\//i.test(address)) return address;
  return `https://${address.replace(/^\/+/, "")}`;
}
