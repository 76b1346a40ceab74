import { lockRules, replaceRules } from "./courier-rule-edits.queries.server";
import { writtenCountryCode } from "~/domain/carriers/countries";
import { isNumberPattern } from "~/domain/carriers/number-pattern";
import { foldCompany } from "~/domain/carriers/shopify-companies";
import { isOffered } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";

/** Most rules an account may have: each is asked for every parcel. */
export const maxRules = 200;
const maxCompany = 120;

/** A rule as a merchant writes it; '' is no condition. */
export interface WrittenRule {
  company: string;
  countryCode: string;
  numberPrefix: string;
  courierCode: string;
}

/** How adding or changing a rule ended. */
export type SaveRuleResult =
  | { kind: "saved" }
  | {
      kind:
        "no-condition" | "bad-company" | "bad-country" | "bad-pattern" | "unknown-carrier" | "too-many" | "not-found";
    };

/**
 * Adds a rule after the others (`id` null), or changes one where it stands. Parcels that have a
 * carrier keep it, and those that wait for one are chosen for anew.
 */
export async function saveRule(
  { db, jobs }: Pick<Services, "db" | "jobs">,
  accountId: string,
  id: string | null,
  written: WrittenRule,
): Promise<SaveRuleResult> {
  const company = written.company.trim();
  const country = written.countryCode.trim();
  const countryCode = country === "" ? null : writtenCountryCode(country);
  const numberPrefix = written.numberPrefix.trim();
  if (company === "" && country === "" && numberPrefix === "") return { kind: "no-condition" };
  if (company !== "" && (foldCompany(company) === "" || company.length > maxCompany)) return { kind: "bad-company" };
  // A code no order goes to would make a rule that never fits: "UK" is Britain, "ZZ" is a slip.
  if (country !== "" && countryCode === null) return { kind: "bad-country" };
  if (numberPrefix !== "" && !isNumberPattern(numberPrefix)) return { kind: "bad-pattern" };
  return db.transaction(async (tx) => {
    const rules = await lockRules(tx, accountId);
    if (!(await isOffered(tx, accountId, written.courierCode))) return { kind: "unknown-carrier" };
    const rule = {
      id,
      company: company === "" ? null : company,
      countryCode,
      numberPrefix: numberPrefix === "" ? null : numberPrefix,
      courierCode: written.courierCode,
    };
    if (id !== null && !rules.some((known) => known.id === id)) return { kind: "not-found" };
    if (id === null && rules.length >= maxRules) return { kind: "too-many" };
    const next = id === null ? [...rules, rule] : rules.map((known) => (known.id === id ? rule : known));
    await replaceRules(tx, accountId, next);
    await jobs.enqueue("place-parcels", { accountId }, tx);
    return { kind: "saved" };
  });
}

/** Removes a rule; parcels it decided keep their carrier. */
export async function removeRule(
  { db }: Pick<Services, "db">,
  accountId: string,
  id: string,
): Promise<{ kind: "removed" | "not-found" }> {
  return db.transaction(async (tx) => {
    const rules = await lockRules(tx, accountId);
    const rule = rules.find((known) => known.id === id);
    if (!rule) return { kind: "not-found" };
    await replaceRules(
      tx,
      accountId,
      rules.filter((known) => known !== rule),
    );
    return { kind: "removed" };
  });
}

/** Moves a rule one place up or down; at the end of the list it stays where it is. */
export async function moveRule(
  { db }: Pick<Services, "db">,
  accountId: string,
  id: string,
  direction: "up" | "down",
): Promise<{ kind: "moved" | "not-found" }> {
  return db.transaction(async (tx) => {
    const rules = await lockRules(tx, accountId);
    const from = rules.findIndex((known) => known.id === id);
    const [rule] = rules.slice(from, from + 1);
    if (from === -1 || !rule) return { kind: "not-found" };
    const others = rules.filter((known) => known !== rule);
    const to = Math.max(0, from + (direction === "up" ? -1 : 1));
    await replaceRules(tx, accountId, [...others.slice(0, to), rule, ...others.slice(to)]);
    return { kind: "moved" };
  });
}
