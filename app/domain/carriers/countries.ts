import countries from "./data/countries.json";

interface Country {
  /** ISO 3166-1 alpha-2. */
  code: string;
  /** The English name the tracking API answers with ("Hong Kong [CN]", "Korea, South"; SPEC §9). */
  name: string;
  /** Other names seen. */
  also?: string[];
}

const list: readonly Country[] = countries;
const nameOf = new Map(list.map(({ code, name }) => [code, name]));
const codeOf = new Map(
  list.flatMap(({ code, name, also }) => [code, name, ...(also ?? [])].map((text) => [fold(text), code])),
);

/**
 * The ISO 3166-1 alpha-2 code behind what the API answers or takes: its English names, common other names, and codes in
 * either case. What is unknown passes through trimmed, so that nothing told is lost.
 */
export function countryCode(nameOrCode: string): string {
  return codeOf.get(fold(nameOrCode)) ?? nameOrCode.trim();
}

/** The English name the API uses for a code, in either case. What is unknown passes through trimmed. */
export function countryName(code: string): string {
  return nameOf.get(code.trim().toUpperCase()) ?? code.trim();
}

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
