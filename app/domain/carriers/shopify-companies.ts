import { allCouriers } from "./catalogue";
import companies from "./data/shopify-companies.json";

interface Company {
  name: string;
  /** Courier code, null where the catalogue has none for this company. */
  courier: string | null;
  /**
   * Another courier for parcels of these countries, where the company has a network of its own
   * there.
   */
  byCountry?: Readonly<Record<string, string | null | undefined>>;
}

/** What a fulfillment's company name says about the courier. */
export type CompanyAnswer =
  | {
      kind: "match";
      courierCode: string;
      /**
       * `exact`: letter by letter a name of the list; `folded`: after folding case, accents and
       * punctuation.
       */
      how: "exact" | "folded";
      /**
       * The company's other couriers, for a number that says better which of its networks carries
       * it.
       */
      alternatives: string[];
    }
  | { kind: "none-in-catalogue" }
  | { kind: "unknown" };

/** The company names Shopify offers, each decided: a courier of the catalogue, or none there. */
export const shopifyCompanies: readonly Company[] = companies.shopify;

const plainLetters: Readonly<Record<string, string>> = { ø: "o", œ: "oe", ł: "l", ß: "ss", æ: "ae", đ: "d", ı: "i" };

const listed: readonly Company[] = [...shopifyCompanies, ...companies.aliases];
const exact = new Map(listed.map((company) => [company.name, company]));
const folded = new Map<string, Company>();

for (const company of listed) {
  const key = foldCompany(company.name);
  if (!folded.has(key)) folded.set(key, company);
}
for (const [key, company] of cataloguedNames()) {
  if (!folded.has(key)) folded.set(key, company);
}

/** Every name of the company list that means a courier, in its own networks and abroad. */
export function companyNamesOf(courierCode: string): string[] {
  return listed
    .filter(({ courier, byCountry }) => [courier, ...Object.values(byCountry ?? {})].includes(courierCode))
    .map(({ name }) => name);
}

/**
 * The courier behind a company name as Shopify gives it: looked up letter by letter, then with
 * case, accents and punctuation folded, among Shopify's names, what people type instead, and the
 * catalogue's own names and codes. `countryCode` (where the parcel goes, ISO 3166-1 alpha-2)
 * settles companies with a network of their own there.
 */
export function courierForCompany(name: string, where: { countryCode?: string | null } = {}): CompanyAnswer {
  const trimmed = name.trim();
  const found = exact.get(trimmed);
  const company = found ?? folded.get(foldCompany(trimmed));
  if (company === undefined) return { kind: "unknown" };
  const country = where.countryCode?.toUpperCase() ?? "";
  const regional = company.byCountry?.[country];
  const courierCode = regional === undefined ? company.courier : regional;
  if (courierCode === null) return { kind: "none-in-catalogue" };
  const all = [company.courier, ...Object.values(company.byCountry ?? {})];
  const alternatives = all.filter((code): code is string => typeof code === "string" && code !== courierCode);
  return { kind: "match", courierCode, how: found === undefined ? "folded" : "exact", alternatives };
}

/**
 * Letters and digits of a name in lower case, without accents: "Österreichische Post" and
 * "osterreichische-post" meet.
 */
export function foldCompany(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[øœłßæđı]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Names and codes of the catalogue that belong to one courier only. */
function cataloguedNames(): Map<string, Company> {
  const owners = new Map<string, Set<string>>();
  for (const { code, name } of allCouriers()) {
    for (const key of [foldCompany(code), foldCompany(name)]) {
      owners.set(key, (owners.get(key) ?? new Set()).add(code));
    }
  }
  return new Map(
    [...owners].flatMap(([key, codes]) => {
      const [courier, ...others] = codes;
      return courier === undefined || others.length > 0 || key === "" ? [] : [[key, { name: key, courier }] as const];
    }),
  );
}
