import { createTrackings } from "~/features/public-api/tracking-service/create-trackings.server";
import { createSample } from "#test/tracking-api/samples";
import type { Services } from "~/features/services.server";
import type { CreateRequest } from "~/tracking-api/contract/create";

/** USPS numbers in a row: `parcelNumbers(3)` gives three, and the next call the next ones. */
export function parcelNumbers(count: number): string[] {
  return Array.from({ length: count }, () => `94001${String(++last).padStart(17, "0")}`);
}
let last = 0;

/**
 * Shipments of an account whose provider needs to be told about them: all of them waiting in the
 * ledger.
 */
export async function addWaitingParcels(
  services: Services,
  accountId: string,
  numbers: string[],
  changes: Partial<CreateRequest> = {},
): Promise<void> {
  const requests = numbers.map((number) => createSample({ carrierCode: "usps", ...changes, number }));
  await createTrackings(services, accountId, requests);
}

export interface LedgerRow {
  number: string;
  state: string;
  shown: string;
  submissions: number;
  spent: number;
  reason: string | null;
  code: number | null;
  history: string[];
}

/** The ledger of an account in words: each row with the outcomes of its attempts, oldest first. */
export async function ledgerOf({ db }: Pick<Services, "db">, accountId: string): Promise<LedgerRow[]> {
  const rows = await db.prisma.registration.findMany({
    where: { accountId },
    orderBy: { numberKey: "asc" },
    include: { shipment: true, history: { orderBy: { id: "asc" } } },
  });
  return rows.map((row) => ({
    number: row.numberKey,
    state: row.state,
    shown: row.shipment.registrationState,
    submissions: row.submissions,
    spent: row.spent,
    reason: row.reason,
    code: row.reasonCode,
    history: row.history.map((attempt) => `${attempt.kind} ${attempt.outcome ?? "open"}`),
  }));
}
