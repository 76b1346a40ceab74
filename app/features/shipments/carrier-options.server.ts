import { wholeDirectory } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/services.server";

export interface CarrierOption {
  code: string;
  name: string;
}

const shown = 20;

/** Carriers of an account whose name, in any language known, or code holds what was typed; its own first, then those that begin with it. */
export async function searchCarriers(
  { db }: Pick<Services, "db">,
  accountId: string,
  text: string,
): Promise<CarrierOption[]> {
  const directory = await wholeDirectory(db, accountId);
  return directory.search(text, shown).map(({ code, name }) => ({ code, name }));
}

/** The courier codes of stored candidates (written by ingest). */
export function candidateCodes(stored: unknown): string[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((candidate: unknown) => {
    if (typeof candidate !== "object" || candidate === null || !("courierCode" in candidate)) return [];
    return typeof candidate.courierCode === "string" ? [candidate.courierCode] : [];
  });
}
