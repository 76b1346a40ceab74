import { storeListing } from "~/features/carriers/carriers.queries.server";
import {
  claimCarrierList,
  recordCarrierList,
  type ListOutcome,
} from "~/features/carriers/catalogue-sources.queries.server";
import { openConnection, type OpenConnection } from "~/features/provider-sync/connection/connections.queries.server";
import { listingLanguages, readListing, type ListingLanguage } from "~/domain/carriers/listing";
import { pacedCall } from "~/features/provider-sync/connection/paced-call.server";
import type { CarriersAnswer, ProviderFailure, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "providerFor" | "stopping">;

/** A list that could not be had, for a reason that says nothing about the connection. */
interface BrokenList {
  kind: "broken";
  detail: string;
}

/**
 * Brings the courier list of a connection's provider up to date: names, telephone numbers, links,
 * and couriers the packaged catalogue does not know. An answer that is broken or empty changes
 * nothing; it is recorded, and asked for again in an hour.
 */
export async function syncCarriers(deps: Deps, connectionId: string): Promise<void> {
  const { db, vault, clock, log } = deps;
  const connection = await openConnection(db, vault, connectionId);
  if (!connection || !(await claimCarrierList(db, connectionId, clock.now()))) return;
  const outcome = await askAndStore(deps, connection, deps.providerFor(connection));
  await recordCarrierList(db, connection.baseUrl, outcome, clock.now());
  if (outcome.kind === "failed") log.warn({ connectionId, detail: outcome.detail }, "the courier list did not come");
  else log.info({ connectionId, outcome: outcome.kind }, "courier list asked for");
}

async function askAndStore(deps: Deps, connection: OpenConnection, provider: TrackingProvider): Promise<ListOutcome> {
  const { db, clock, stopping } = deps;
  const [english, ...others] = listingLanguages;
  const answer = await ask(deps, connection, provider, english);
  if (answer.kind === "not-offered") return answer;
  if (answer.kind === "broken") return { kind: "failed", detail: answer.detail };
  const couriers = readListing(answer.carriers);
  if (couriers.length === 0) return { kind: "failed", detail: "the list is empty" };

  const names = new Map<string, Map<string, string>>();
  let detail = "";
  for (const language of others) {
    if (stopping.aborted) break;
    const listed = await ask(deps, connection, provider, language);
    if (listed.kind !== "carriers") {
      // Names that are known already stay; the next day asks again.
      detail = `no names in "${language}"${listed.kind === "broken" ? `: ${listed.detail}` : ""}`;
      break;
    }
    names.set(language, namesBeside(couriers, readListing(listed.carriers)));
  }
  await db.transaction((tx) => storeListing(tx, { source: connection.baseUrl, couriers, names }, clock.now()));
  return { kind: "listed", couriers: couriers.length, detail };
}

/** The names that differ from the English ones, by code. */
function namesBeside(
  english: readonly { code: string; name: string }[],
  listed: readonly { code: string; name: string }[],
): Map<string, string> {
  const known = new Map(english.map(({ code, name }) => [code, name]));
  return new Map(
    listed.flatMap(({ code, name }) => (known.has(code) && known.get(code) !== name ? [[code, name] as const] : [])),
  );
}

/**
 * Failures that concern every call over the connection are its state; a list alone that is missing
 * or odd is not.
 */
const concernsConnection: Record<ProviderFailure["kind"], boolean> = {
  "bad-key": true,
  quota: true,
  "too-fast": true,
  unreachable: false,
  unreadable: false,
  refused: false,
};

async function ask(
  deps: Deps,
  connection: OpenConnection,
  provider: TrackingProvider,
  language: ListingLanguage,
): Promise<Exclude<CarriersAnswer, { kind: "failed" }> | BrokenList> {
  const answer = await pacedCall<CarriersAnswer | BrokenList>(deps, connection, async () => {
    const listed = await provider.carriers(language);
    if (listed.kind !== "failed" || concernsConnection[listed.failure.kind]) return listed;
    return { kind: "broken", detail: listed.failure.detail };
  });
  return answer.kind === "failed" ? { kind: "broken", detail: answer.failure.detail } : answer;
}
