/** A country where couriers call some places remote. */
interface RemoteCountry {
  country: string;
  /** By courier: the beginnings of postcodes, or cities where the country has none. */
  remote: Record<string, string[]>;
}

/** The whole table; test/sandbox/README.md prints it. */
const table: Record<string, RemoteCountry> = {
  US: { country: "United States", remote: { dhl: ["995", "996"], ups: ["995", "996", "998"], fedex: ["996"] } },
  JP: { country: "Japan", remote: { dhl: ["100-2", "907"], ups: ["907"] } },
  GB: { country: "United Kingdom", remote: { dhl: ["ZE", "HS"], tnt: ["ZE", "HS", "IV"] } },
  AE: { country: "United Arab Emirates", remote: { dhl: ["LIWA"], fedex: ["LIWA", "DELMA"] } },
};

export interface AskedPlace {
  /** Alpha-2 or English name. */
  country: string;
  postcode: string;
  company: string | null;
}

export interface RemoteRow {
  place: number;
  company: string;
  countryCode: string;
  country: string;
}

/** One row for each courier that calls a place remote; a place nobody calls so has none. */
export function remoteRows(places: readonly AskedPlace[]): RemoteRow[] {
  return places.flatMap(({ country: asked, postcode, company }, place) => {
    const found = Object.entries(table).find(([code, { country }]) => isSame(code, asked) || isSame(country, asked));
    if (!found) return [];
    const [countryCode, { country, remote }] = found;
    return Object.entries(remote).flatMap(([courier, beginnings]) => {
      const isRemote = beginnings.some((beginning) => plain(postcode).startsWith(plain(beginning)));
      const isAsked = company === null || isSame(company, courier);
      return isRemote && isAsked ? [{ place, company: courier, countryCode, country }] : [];
    });
  });
}

const plain = (text: string) => text.replace(/[\s-]+/g, "").toUpperCase();
const isSame = (one: string, other: string) => plain(one) === plain(other);
