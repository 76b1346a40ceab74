import { couriersNamed, ownCarriers } from "./carriers.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { courierRules } from "./courier-rules.queries.server";
import { courierForCompany, foldCompany } from "~/domain/carriers/shopify-companies";
import type { CourierRule } from "~/domain/carriers/choose-courier";
import type { OwnCarrier } from "~/domain/carriers/own-carriers";

/** What this shop has taught us about its couriers. */
export interface CourierKnowledge {
  rules: CourierRule[];
  usualCouriers: string[];
  ownCarriers: OwnCarrier[];
  /** Of the companies at hand, those that are called like a courier the provider lists. */
  listedNames: { nameKey: string; code: string }[];
}

/**
 * What decides the couriers of an account's parcels, as far as these companies of fulfillments need
 * it.
 */
export async function courierKnowledge(
  sql: Sql,
  accountId: string,
  companies: readonly (string | null)[],
): Promise<CourierKnowledge> {
  // The provider's list is asked only for what the packaged map cannot answer.
  const open = companies.filter((company) => company !== null && courierForCompany(company).kind !== "match");
  const nameKeys = [...new Set(open.map((company) => foldCompany(company ?? "")))].filter((key) => key !== "");
  const [known, own, listedNames] = await Promise.all([
    courierRules(sql, accountId),
    ownCarriers(sql, accountId),
    couriersNamed(sql, accountId, nameKeys),
  ]);
  return { ...known, ownCarriers: own, listedNames };
}
