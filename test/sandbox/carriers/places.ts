/** Where on its way an event happens. */
export type PlaceRole = "shipper" | "hub" | "airport" | "arrival" | "customs" | "depot" | "door" | "shop";

export interface Place {
  name: string;
  /** Minutes east of UTC of the wall clock there. */
  offsetMinutes: number;
}

/** A country as a parcel meets it, and the carrier that delivers parcels from abroad there. */
export interface Region {
  country: string;
  lastMile: string;
  places: Record<PlaceRole, Place>;
}

function region(
  country: string,
  lastMile: string,
  offsetMinutes: number,
  names: Record<PlaceRole, string | [name: string, offsetMinutes: number]>,
): Region {
  const place = (role: PlaceRole): Place => {
    const named = names[role];
    return typeof named === "string" ? { name: named, offsetMinutes } : { name: named[0], offsetMinutes: named[1] };
  };
  return {
    country,
    lastMile,
    places: {
      shipper: place("shipper"),
      hub: place("hub"),
      airport: place("airport"),
      arrival: place("arrival"),
      customs: place("customs"),
      depot: place("depot"),
      door: place("door"),
      shop: place("shop"),
    },
  };
}

const regionList: Region[] = [
  region("US", "usps", -360, {
    shipper: ["RENO, NV 89502", -480],
    hub: ["MEMPHIS, TN 38118", -360],
    airport: ["CHICAGO, IL 60666", -360],
    arrival: ["LOS ANGELES, CA 90045", -480],
    customs: ["LOS ANGELES, CA 90045", -480],
    depot: ["AUSTIN, TX 78744", -360],
    door: ["AUSTIN, TX 78704", -360],
    shop: ["AUSTIN, TX 78745", -360],
  }),
  region("GB", "royal-mail", 0, {
    shipper: "Northampton NN4",
    hub: "Warrington WA2",
    airport: "Heathrow Worldwide DC",
    arrival: "Langley HWDC",
    customs: "Langley HWDC",
    depot: "Bristol East DO",
    door: "Bristol BS5",
    shop: "Bristol BS6",
  }),
  region("DE", "dhl-germany", 60, {
    shipper: "Hamburg",
    hub: "Obertshausen",
    airport: "Frankfurt am Main",
    arrival: "Frankfurt IPZ",
    customs: "Frankfurt IPZ",
    depot: "Ottendorf-Okrilla",
    door: "Dresden",
    shop: "Dresden Neustadt",
  }),
  region("FR", "laposte", 60, {
    shipper: "Lille",
    hub: "Paris Nord",
    airport: "Roissy CDG",
    arrival: "Roissy CDG",
    customs: "Roissy CDG",
    depot: "Lyon Corbas",
    door: "Lyon 3e",
    shop: "Lyon Part-Dieu",
  }),
  region("CA", "canada-post", -300, {
    shipper: "MISSISSAUGA, ON",
    hub: "OTTAWA, ON",
    airport: "TORONTO, ON",
    arrival: ["RICHMOND, BC", -480],
    customs: ["RICHMOND, BC", -480],
    depot: "MONTREAL, QC",
    door: "MONTREAL, QC H2X",
    shop: "MONTREAL, QC H2W",
  }),
  region("AU", "australia-post", 660, {
    shipper: "SUNSHINE WEST VIC",
    hub: "CHULLORA NSW",
    airport: "SYDNEY NSW",
    arrival: "SYDNEY GATEWAY NSW",
    customs: "SYDNEY GATEWAY NSW",
    depot: "ALEXANDRIA NSW",
    door: "NEWTOWN NSW",
    shop: "ENMORE NSW",
  }),
  region("CN", "china-post", 480, {
    shipper: "Shenzhen",
    hub: "Guangzhou",
    airport: "Guangzhou Baiyun",
    arrival: "Shanghai",
    customs: "Shanghai",
    depot: "Hangzhou",
    door: "Hangzhou",
    shop: "Hangzhou",
  }),
];

const regions = new Map(regionList.map((entry) => [entry.country, entry]));
const homeCountries: Record<string, string> = {
  usps: "US",
  ontrac: "US",
  lasership: "US",
  "royal-mail": "GB",
  "parcel-force": "GB",
  "hermes-uk": "GB",
  yodel: "GB",
  "dpd-uk": "GB",
  "deutsche-post": "DE",
  "dhl-germany": "DE",
  "hermes-de": "DE",
  laposte: "FR",
  colissimo: "FR",
  chronopost: "FR",
  "canada-post": "CA",
  purolator: "CA",
  "australia-post": "AU",
};
const chineseCarriers = new Set([
  "china-post",
  "china-ems",
  "epacket",
  "yunexpress",
  "4px",
  "yanwen",
  "cainiao",
  "sf-express",
  "sto",
  "wishpost",
]);

/** The region of a country code; the United States for those the sandbox has no map of. */
export function regionOf(country: string | null): Region {
  const found = regions.get(country ?? "US") ?? regions.get("US");
  if (!found) throw new Error("the sandbox lost its map");
  return found;
}

/** Whether a carrier collects in China, so that its parcels have a second carrier abroad. */
export function collectsInChina(courier: string): boolean {
  return chineseCarriers.has(courier);
}

/** Where a carrier is at home; null for those that work everywhere. */
export function homeCountryOf(courier: string): string | null {
  return homeCountries[courier] ?? null;
}

interface Contact {
  website: string;
  phone: string | null;
}

const contacts: Record<string, Contact> = {
  usps: { website: "https://www.usps.com/", phone: "1-800-275-8777" },
  ups: { website: "https://www.ups.com/", phone: "1 800 742 5877" },
  fedex: { website: "https://www.fedex.com/", phone: "1 800 247 4747" },
  dhl: { website: "https://www.dhl.com/", phone: "1 800 225 5345" },
  "dhl-germany": { website: "https://www.dhl.de/", phone: "+49 228 28609898" },
  "deutsche-post": { website: "https://www.deutschepost.de/", phone: "0228 4333118" },
  "royal-mail": { website: "https://www.royalmail.com", phone: "44 1752387112" },
  laposte: { website: "https://www.laposte.fr", phone: "33 3631" },
  "canada-post": { website: "https://www.canadapost.ca/", phone: "1 866 607 6301" },
  "australia-post": { website: "https://auspost.com.au/", phone: "61 3 8847 9980" },
  "china-post": { website: "http://yjcx.ems.com.cn/qps/yjcx", phone: "86 20 11185" },
  "china-ems": { website: "http://www.ems.com.cn/english.html", phone: "11183" },
  yunexpress: { website: "http://www.yunexpress.com/", phone: "4000-2621-26" },
  "4px": { website: "http://express.4px.com/", phone: "86-755-23508000" },
};

export function contactOf(courier: string): { website: string | null; phone: string | null } {
  return contacts[courier] ?? { website: null, phone: null };
}
