import { storedRules } from "./courier-rule-edits.queries.server";
import { lockOwnCarriers, writeOwnCarrier, writeOwnCarrierRemoved } from "./own-carrier-edits.queries.server";
import { maxCarrierName, maxOwnCarriers, ownCarrierCode, readTrackingUrl } from "~/domain/carriers/own-carriers";
import { foldCompany } from "~/domain/carriers/shopify-companies";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "clock" | "jobs">;

/** How saving a carrier of the merchant's own ended. */
export type SaveOwnCarrierResult =
  | { kind: "saved" }
  | { kind: "name-missing" | "name-taken" | "not-https" | "no-number" | "link-too-long" | "too-many" | "not-found" };

const linkProblems = { "not-https": "not-https", "no-number": "no-number", "too-long": "link-too-long" } as const;

/**
 * Adds a carrier (`code` null) or changes one. Two carriers of a merchant never share a name,
 * however it is spelled.
 */
export async function saveOwnCarrier(
  { db, jobs }: Deps,
  accountId: string,
  given: { code: string | null; name: string; link: string },
): Promise<SaveOwnCarrierResult> {
  const name = given.name.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (name === "" || name.length > maxCarrierName || foldCompany(name) === "") return { kind: "name-missing" };
  const link = readTrackingUrl(given.link);
  if (link.kind === "refused") return { kind: linkProblems[link.reason] };
  const { trackingUrl } = link;
  return db.transaction(async (tx) => {
    const all = await lockOwnCarriers(tx, accountId);
    const namesake = all.find((carrier) => foldCompany(carrier.name) === foldCompany(name));
    if (namesake && namesake.code !== given.code && namesake.removedAt === null) return { kind: "name-taken" };
    if (given.code !== null && !all.some(({ code }) => code === given.code)) return { kind: "not-found" };
    const offered = all.filter(({ removedAt }) => removedAt === null);
    if (given.code === null && offered.length >= maxOwnCarriers) return { kind: "too-many" };
    // One that was removed and is added again is the same carrier: its old parcels follow its new
    // link.
    const taken = new Set(all.map((carrier) => carrier.code));
    const code = given.code ?? namesake?.code ?? ownCarrierCode(name, taken);
    await writeOwnCarrier(tx, accountId, { code, name, trackingUrl });
    await jobs.enqueue("place-parcels", { accountId }, tx);
    return { kind: "saved" };
  });
}

/**
 * Stops offering a carrier. Its parcels keep its name and link, and adding one of its name brings
 * it back. One that a rule names stays: the rule would choose it.
 */
export async function removeOwnCarrier(
  { db, clock }: Deps,
  accountId: string,
  code: string,
): Promise<{ kind: "removed" | "used-by-rule" | "not-found" }> {
  return db.transaction(async (tx) => {
    await lockOwnCarriers(tx, accountId);
    const rules = await storedRules(tx, accountId);
    if (rules.some((rule) => rule.courierCode === code)) return { kind: "used-by-rule" };
    const found = await writeOwnCarrierRemoved(tx, accountId, code, clock.now());
    return { kind: found ? "removed" : "not-found" };
  });
}
