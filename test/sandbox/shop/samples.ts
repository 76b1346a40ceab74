import type { Address, LineItem } from "./model";

type SampleAddress = Omit<Address, "firstName" | "lastName">;

/** One address a country, all invented. */
const addresses: Record<string, SampleAddress> = {
  US: address("1208 Elm Street", "Austin", "78704", "Texas", "TX", "United States", "US", "+1 512 555 0142"),
  GB: address("14 Harbour Lane", "Bristol", "BS5 0TR", null, null, "United Kingdom", "GB", "+44 117 496 0321"),
  DE: address("Lindenstraße 23", "Dresden", "01099", null, null, "Germany", "DE", "+49 351 555 0178"),
  FR: address("8 rue des Tilleuls", "Lyon", "69003", null, null, "France", "FR", "+33 4 55 55 01 23"),
  CA: address("455 Rue Roy Est", "Montréal", "H2X 1J8", "Quebec", "QC", "Canada", "CA", "+1 514 555 0187"),
  AU: address("31 Station Street", "Newtown", "2042", "New South Wales", "NSW", "Australia", "AU", "+61 2 5550 0164"),
};

function address(
  address1: string,
  city: string,
  zip: string,
  province: string | null,
  provinceCode: string | null,
  country: string,
  countryCode: string,
  phone: string,
): SampleAddress {
  return { address1, city, zip, province, provinceCode, country, countryCode, phone };
}

const locales: Record<string, string> = { US: "en-US", GB: "en-GB", DE: "de", FR: "fr", CA: "fr-CA", AU: "en-AU" };

const shoppers = [
  ["Ana", "Buyer"],
  ["Jonas", "Keller"],
  ["Maya", "Thompson"],
  ["Liam", "Carter"],
  ["Sofia", "Marin"],
  ["Noah", "Bennett"],
  ["Claire", "Dubois"],
  ["Oliver", "Grant"],
  ["Emma", "Fischer"],
  ["Lucas", "Tremblay"],
  ["Zoe", "Walker"],
  ["Henry", "Moss"],
] as const;

/** An address in a country; countries without a sample get the American one with their own code. */
export function sampleAddress(countryCode: string): SampleAddress {
  const known = addresses[countryCode];
  if (known) return known;
  return { ...address("1 Sample Road", "Sampleton", "10001", null, null, countryCode, countryCode, "+1 555 555 0100") };
}

export function sampleLocale(countryCode: string): string {
  return locales[countryCode] ?? "en";
}

export function sampleShopper(index: number): { firstName: string; lastName: string; email: string } {
  const [firstName, lastName] = shoppers[index % shoppers.length] ?? shoppers[0];
  return { firstName, lastName, email: `${firstName}.${lastName}@example.com`.toLowerCase() };
}

const goods = [
  { title: "Stoneware mug", sku: "MUG-01", price: "18.00", grams: 380 },
  { title: "Linen tea towel", sku: "TWL-04", price: "14.00", grams: 120 },
  { title: "Beeswax candle", sku: "CDL-02", price: "22.00", grams: 260 },
  { title: "Walnut serving board", sku: "BRD-07", price: "49.00", grams: 900 },
  { title: "Wool throw", sku: "THR-03", price: "89.00", grams: 1200 },
  { title: "Enamel pitcher", sku: "PCH-05", price: "34.00", grams: 640 },
] as const;

/** One or two line items, decided by the number given. */
export function sampleLineItems(seed: number, nextId: () => string): LineItem[] {
  const picks = seed % 3 === 0 ? [seed, seed + 2] : [seed];
  return picks.map((pick) => {
    const index = pick % goods.length;
    const item = goods[index] ?? goods[0];
    return {
      id: nextId(),
      productId: String(8_123_456_789_000 + index),
      variantId: String(44_123_456_789_000 + index),
      title: item.title,
      sku: item.sku,
      price: item.price,
      grams: item.grams,
      quantity: 1 + (pick % 2),
      vendor: "Hearth & Hill",
    };
  });
}
