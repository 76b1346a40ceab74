import { detectCouriers, type Certainty, type DetectedCourier } from "./detect";
import { numberFits } from "./number-pattern";
import { ownCarrierNamed, type OwnCarrier } from "./own-carriers";
import { courierForCompany, foldCompany } from "./shopify-companies";

/**
 * A merchant's rule: parcels that meet every given condition go to a courier. `null` is no
 * condition.
 */
export interface CourierRule {
  /** Rules are asked in rising order. */
  position: number;
  /** The company name of the fulfillment; case, accents and punctuation do not count. */
  company: string | null;
  /** Where the parcel goes, ISO 3166-1 alpha-2. */
  countryCode: string | null;
  /**
   * How the number begins, or with `*` what it looks like (number-pattern.ts); blanks and case do
   * not count.
   */
  numberPrefix: string | null;
  courierCode: string;
}

/** What decided a courier, with what the merchant needs to understand it. */
export type CourierReason =
  | { by: "rule"; position: number }
  | { by: "company"; company: string; how: "exact" | "folded" }
  | { by: "company-and-format"; company: string; format: string }
  | { by: "format"; format: string; certainty: Certainty; usual: boolean }
  | { by: "not-in-catalogue"; company: string }
  | { by: "nothing-fits"; company: string | null }
  | { by: "ambiguous"; company: string | null };

/** A courier a merchant may choose. */
export interface CourierCandidate {
  courierCode: string;
  certainty: Certainty;
}

/** A courier with where it came from, or the question for the merchant. */
export type CourierChoice =
  | { kind: "chosen"; courierCode: string; source: "rule" | "company" | "format"; reason: CourierReason }
  | { kind: "needs-carrier"; reason: CourierReason; candidates: CourierCandidate[] };

/** What is known when a courier is looked for. */
export interface ParcelToPlace {
  numberKey: string;
  /** The company name of the fulfillment. */
  company: string | null;
  /** Where the parcel goes, ISO 3166-1 alpha-2. */
  countryCode: string | null;
  rules: readonly CourierRule[];
  /** Courier codes this shop ships with, the most usual first. */
  usualCouriers: readonly string[];
  /** The merchant's own carriers. */
  ownCarriers?: readonly OwnCarrier[];
  /**
   * Couriers the account's provider lists, by their folded names; asked where the packaged map has
   * no courier for a company.
   */
  listedNames?: readonly { nameKey: string; code: string }[];
}

/**
 * The courier of a parcel; the first that answers wins: the merchant's rules in order, the company
 * name Shopify gives (a carrier of the merchant's own before the couriers everybody knows), the
 * number's format where a usual courier of this shop fits or it is not ambiguous. Otherwise the
 * merchant is asked, with candidates: ambiguous is an answer.
 */
export function chooseCourier(input: ParcelToPlace): CourierChoice {
  const detected = detectCouriers(input.numberKey, { countryCode: input.countryCode, prefer: input.usualCouriers });
  return (
    byRule(input) ??
    byOwnCarrier(input) ??
    byCompany(input, detected) ??
    byListedName(input) ??
    byFormat(input, detected) ??
    ask(input, detected)
  );
}

function byRule(input: ParcelToPlace): CourierChoice | null {
  const inOrder = [...input.rules].sort((a, b) => a.position - b.position);
  const rule = inOrder.find(
    ({ company, countryCode, numberPrefix }) =>
      (company === null || foldCompany(company) === foldCompany(input.company ?? "")) &&
      (countryCode === null || countryCode.toUpperCase() === input.countryCode?.toUpperCase()) &&
      (numberPrefix === null || numberFits(numberPrefix, input.numberKey)),
  );
  if (rule === undefined) return null;
  return {
    kind: "chosen",
    courierCode: rule.courierCode,
    source: "rule",
    reason: { by: "rule", position: rule.position },
  };
}

function byOwnCarrier({ company, ownCarriers = [] }: ParcelToPlace): CourierChoice | null {
  const carrier = ownCarrierNamed(ownCarriers, company);
  return carrier === null || company === null ? null : byNameOf(company, carrier.code);
}

function byListedName({ company, listedNames = [] }: ParcelToPlace): CourierChoice | null {
  if (company === null) return null;
  const found = listedNames.filter(({ nameKey }) => nameKey === foldCompany(company));
  const [listed] = found;
  // A name that two couriers share decides nothing.
  return listed === undefined || found.length > 1 ? null : byNameOf(company, listed.code);
}

function byNameOf(company: string, courierCode: string): CourierChoice {
  const reason: CourierReason = { by: "company", company: company.trim(), how: "folded" };
  return { kind: "chosen", courierCode, source: "company", reason };
}

function byCompany(input: ParcelToPlace, detected: DetectedCourier[]): CourierChoice | null {
  const company = input.company?.trim() ?? "";
  const answer = courierForCompany(company, { countryCode: input.countryCode });
  if (answer.kind !== "match") return null;
  const { courierCode, how, alternatives } = answer;
  const byNumber = detected.find(
    (found) => found.courierCode === courierCode || alternatives.includes(found.courierCode),
  );
  if (byNumber !== undefined && byNumber.courierCode !== courierCode && byNumber.certainty === "check-digit") {
    const reason: CourierReason = { by: "company-and-format", company, format: byNumber.why };
    return { kind: "chosen", courierCode: byNumber.courierCode, source: "company", reason };
  }
  return { kind: "chosen", courierCode, source: "company", reason: { by: "company", company, how } };
}

function byFormat(input: ParcelToPlace, detected: DetectedCourier[]): CourierChoice | null {
  if (isUncatalogued(input.company)) return null;
  const isUsual = ({ courierCode }: DetectedCourier): boolean => input.usualCouriers.includes(courierCode);
  const [first, second] = detected;
  if (first === undefined) return null;
  const sure = first.distinct && (second === undefined || !second.distinct || second.certainty !== first.certainty);
  const alone = second === undefined && first.certainty === "check-digit";
  const found = detected.find(isUsual) ?? (sure || alone ? first : undefined);
  if (found === undefined) return null;
  const reason: CourierReason = { by: "format", format: found.why, certainty: found.certainty, usual: isUsual(found) };
  return { kind: "chosen", courierCode: found.courierCode, source: "format", reason };
}

function ask(input: ParcelToPlace, detected: DetectedCourier[]): CourierChoice {
  const candidates = detected.map(({ courierCode, certainty }) => ({ courierCode, certainty }));
  const { company } = input;
  if (isUncatalogued(company))
    return { kind: "needs-carrier", reason: { by: "not-in-catalogue", company }, candidates };
  const by = candidates.length === 0 ? "nothing-fits" : "ambiguous";
  return { kind: "needs-carrier", reason: { by, company }, candidates };
}

/**
 * A known company that the catalogue lacks: its number may look like another courier's by chance.
 */
function isUncatalogued(company: string | null): company is string {
  return company !== null && courierForCompany(company).kind === "none-in-catalogue";
}
