import type { CarrierDirectory } from "~/domain/carriers/directory";
import { companyNamesOf } from "~/domain/carriers/shopify-companies";
import type { HiddenWord } from "~/domain/redaction/hidden-word";

/** Languages in which carriers are named. */
const languages = ["en", "cn", "tw", "es", "ru", "it"];

/** Every name under which these parcels' carriers may stand in a text, each to be replaced. */
export function courierWords(
  parcels: readonly { courierCode: string; trackingCompany: string | null }[],
  carriers: CarrierDirectory,
  replacement: string,
): HiddenWord[] {
  const codes = new Set(parcels.map(({ courierCode }) => courierCode).filter((code) => code !== ""));
  const companies = parcels.map(({ trackingCompany }) => trackingCompany ?? "");
  const names = [...codes].flatMap((code) => [
    code,
    ...languages.map((language) => carriers.name(code, language)),
    ...companyNamesOf(code),
  ]);
  const all = [...names, ...companies].flatMap((name) => [name, ...marksIn(name)]);
  return [...new Set(all)].filter((word) => word.trim() !== "").map((word) => ({ word, replacement }));
}

/** What a name is known by alone: "EMS" of "China EMS", "DHL" of "德国DHL". */
function marksIn(name: string): string[] {
  return name.match(/(?<![A-Za-z\d&])(?=[\d&]*[A-Z])[A-Z\d&]{3,6}(?![A-Za-z\d&])/g) ?? [];
}
