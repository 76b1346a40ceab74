import { selectWithoutNumber } from "./overview.queries.server";
import type { Services } from "~/features/services.server";

const shown = 100;

/**
 * Fulfillments that went out without a tracking number, and are old enough that it was forgotten.
 */
export async function fulfillmentsWithoutNumber({ db, clock }: Pick<Services, "db" | "clock">, accountId: string) {
  const now = clock.now();
  return { now, fulfillments: await selectWithoutNumber(db, accountId, now, shown) };
}
