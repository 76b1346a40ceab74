import { couriersNamed, ownCarriers } from "~/db/carriers.server";
import type { Sql } from "~/db/client.server";
import { courierRules } from "~/db/courier-rules.server";
import { courierForCompany, foldCompany } from "~/domain/carriers/shopify-companies";
import type { CourierKnowledge } from "~/features/ingest/plan-parcels";

/** What decides the couriers of an account's parcels, as far as these companies of fulfillments need it. */
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
