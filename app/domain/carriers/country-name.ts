const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A country's name for the merchant. Made on the server only: browsers' tables differ. */
export function countryName(code: string | null): string | null {
  if (code === null || code === "") return null;
  return /^[A-Za-z]{2}$/.test(code) ? (names.of(code.toUpperCase()) ?? code) : code;
}
