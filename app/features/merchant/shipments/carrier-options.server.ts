import { wholeDirectory } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";

export interface CarrierOption {
  code: string;
  name: string;
}

const shown = 20;

/**
 * Carriers of an account whose name, in any language known, or code holds what was typed; its own
 * first, then those that begin with it. `more`: there are others.
 */
export async function searchCarriers(
  { db }: Pick<Services, "db">,
  accountId: string,
  text: string,
): Promise<{ carriers: CarrierOption[]; more: boolean }> {
  const directory = await wholeDirectory(db, accountId);
  const found = directory.search(text, shown + 1).map(({ code, name }) => ({ code, name }));
  return { carriers: found.slice(0, shown), more: found.length > shown };
}

/** The courier codes of stored candidates (written by ingest). */
export function candidateCodes(stored: unknown): string[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((candidate: unknown) => {
    if (typeof candidate !== "object" || candidate === null || !("courierCode" in candidate)) return [];
    return typeof candidate.courierCode === "string" ? [candidate.courierCode] : [];
  });
}
