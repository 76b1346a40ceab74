import { ownCarriers } from "./carriers.queries.server";
import { carrierListState } from "./catalogue-sources.queries.server";
import { companiesWithoutCarrier, storedRules } from "./courier-rule-edits.queries.server";
import { ownCarrierNamed } from "~/domain/carriers/own-carriers";
import { courierForCompany, foldCompany } from "~/domain/carriers/shopify-companies";
import { countryName } from "~/domain/carriers/country-name";
import type { Services } from "~/features/services.server";
import { carriersFor } from "./account-carriers.server";

const companiesShown = 20;

/**
 * What the page about carriers shows: a merchant's own, the rules in order, and the company names
 * nothing is known for.
 */
export async function carriersPage({ db, clock }: Pick<Services, "db" | "clock">, accountId: string) {
  const [own, rules, waiting, list] = await Promise.all([
    ownCarriers(db, accountId),
    storedRules(db, accountId),
    companiesWithoutCarrier(db, accountId, companiesShown),
    carrierListState(db, accountId),
  ]);
  const carriers = await carriersFor(
    db,
    accountId,
    rules.map((rule) => rule.courierCode),
  );
  const ruled = new Set(rules.map((rule) => foldCompany(rule.company ?? "")));
  // "Other" is what Shopify's form offers for any company it does not list: a rule about it would
  // be about everybody.
  const isOpen = (company: string) =>
    foldCompany(company) !== "other" &&
    courierForCompany(company).kind !== "match" &&
    ownCarrierNamed(own, company) === null &&
    !ruled.has(foldCompany(company));
  return {
    now: clock.now(),
    own,
    rules: rules.map((rule) => ({
      ...rule,
      courierName: carriers.name(rule.courierCode),
      countryName: countryName(rule.countryCode),
    })),
    unmatched: waiting.filter(({ company }) => isOpen(company)),
    list,
  };
}
