import { journeysByDigits } from "../carriers/journeys";

// Serials in a row become numbers far apart, each only once.
const largePrime = 9_999_991;
const scatter = 48_271;

/** The number formats the seeded parcels come in. */
export const numberKinds = {
  usps: { company: "USPS", format: (n: number) => withCheck(`94001118995${digits(n, 10)}`, mod10) },
  ups: { company: "UPS", format: (n: number) => `1Z${withCheck(`X17XYW03${digits(n, 7)}`, upsCheck)}` },
  fedex: { company: "FedEx", format: (n: number) => withCheck(`7949${digits(n, 7)}`, fedexCheck) },
  dhlExpress: {
    company: "DHL Express",
    format: (n: number) => withCheck(`42${digits(n, 7)}`, (body) => Number(body) % 7),
  },
  dhlGermany: { company: "DHL", format: (n: number) => withCheck(`003404344${digits(n, 10)}`, mod10) },
  canadaPost: { company: "Canada Post", format: (n: number) => withCheck(`40028470${digits(n, 7)}`, mod10) },
  chinaPost: { company: "China Post", format: s10("RB", "CN") },
  royalMail: { company: "Royal Mail", format: s10("NY", "GB") },
  deutschePost: { company: "Deutsche Post (DE)", format: s10("RX", "DE") },
  australiaPost: { company: "Australia Post", format: s10("CP", "AU") },
  laPoste: { company: "Colissimo", format: s10("LX", "FR") },
  yunexpress: { company: "YunExpress", format: (n: number) => `YT26${digits(n, 14)}` },
  fourPx: { company: "4PX", format: (n: number) => `4PX${digits(3_001_000_000_000 + n, 13)}CN` },
} satisfies Record<string, { company: string; format: (serial: number) => string }>;

export type NumberKind = keyof typeof numberKinds;

/**
 * A number with a valid check digit whose last two digits are `ending`, or with null any that
 * choose no journey by themselves. Different serials give different numbers.
 */
export function numberEnding(kind: NumberKind, serial: number, ending: string | null): string {
  const { format } = numberKinds[kind];
  const first = serial * 1000;
  for (let candidate = first; candidate < first + 1000; candidate += 1) {
    const number = format((candidate * scatter) % largePrime);
    const lastDigits = number.replace(/\D/g, "").slice(-2);
    if (ending === null ? !(lastDigits in journeysByDigits) : lastDigits === ending) return number;
  }
  throw new Error(`No ${kind} number ends with ${ending ?? ""}`);
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, "0").slice(-length);
}

function withCheck(body: string, check: (body: string) => number): string {
  return `${body}${check(body)}`;
}

/** Weights 3 and 1 from the right. */
function mod10(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
}

/** Letters count as numbers; every second character twice. */
function upsCheck(body: string): number {
  const valueOf = (sign: string) => (/\d/.test(sign) ? Number(sign) : (sign.charCodeAt(0) - 63) % 10);
  const sum = [...body].reduce((total, sign, index) => total + valueOf(sign) * (index % 2 === 0 ? 1 : 2), 0);
  return (10 - (sum % 10)) % 10;
}

function fedexCheck(body: string): number {
  const weights = [3, 1, 7];
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (weights[index % 3] ?? 0), 0);
  return (sum % 11) % 10;
}

/** The Universal Postal Union's S10: two letters, eight digits, a check digit, a country. */
function s10(service: string, country: string): (serial: number) => string {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  return (serial) => {
    const body = digits(20_000_000 + serial, 8);
    const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (weights[index] ?? 0), 0);
    const rest = 11 - (sum % 11);
    return `${service}${body}${rest === 10 ? 0 : rest === 11 ? 5 : rest}${country}`;
  };
}
