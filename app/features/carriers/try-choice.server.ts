import { chooseCourier } from "~/domain/carriers/choose-courier";
import { writtenCountryCode } from "~/domain/carriers/countries";
import { readTrackingNumber } from "~/domain/tracking/number";
import { readCourierReason, type StoredCourierReason } from "./courier-reason";
import type { Services } from "~/features/services.server";
import { carriersFor } from "./account-carriers.server";
import { courierKnowledge } from "./courier-knowledge.server";

/** Which carrier a parcel would get, and why. */
export type TriedChoice =
  | { kind: "not-a-number" }
  | { kind: "bad-country" }
  | { kind: "chosen"; carrier: string; reason: StoredCourierReason | null }
  | { kind: "asks"; candidates: string[]; reason: StoredCourierReason | null };

/**
 * Does for a number and a company what a fulfillment with them would do, and changes nothing. '' is
 * not given.
 */
export async function tryChoice(
  { db }: Pick<Services, "db">,
  accountId: string,
  given: { number: string; company: string; countryCode: string },
): Promise<TriedChoice> {
  const read = readTrackingNumber(given.number);
  if (read.kind === "not-a-number") return { kind: "not-a-number" };
  const country = given.countryCode.trim();
  const countryCode = country === "" ? null : writtenCountryCode(country);
  if (country !== "" && countryCode === null) return { kind: "bad-country" };
  const company = given.company.trim() === "" ? null : given.company;
  const choice = chooseCourier({
    numberKey: read.numberKey,
    company,
    countryCode,
    ...(await courierKnowledge(db, accountId, [company])),
  });
  const reason = readCourierReason(JSON.stringify(choice.reason));
  if (choice.kind === "chosen") {
    const carriers = await carriersFor(db, accountId, [choice.courierCode]);
    return { kind: "chosen", carrier: carriers.name(choice.courierCode), reason };
  }
  const codes = choice.candidates.map(({ courierCode }) => courierCode);
  const carriers = await carriersFor(db, accountId, codes);
  return { kind: "asks", candidates: codes.map((code) => carriers.name(code)), reason };
}
