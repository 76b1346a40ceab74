import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import {
  lockTrackings,
  writeTrackingChanges,
  type NamedTracking,
  type TrackingChangeWrite,
} from "~/features/shipments/tracking-changes.queries.server";
import type { Vault } from "~/platform/vault.server";
import { emailKey } from "~/domain/orders/contact";
import { countryNamed } from "~/domain/carriers/countries";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import { openContact, sealContact } from "~/features/account/contact.server";
import { forceStatuses, type ForcedStatus } from "~/features/shipments/force-status.server";
import type { Services } from "~/features/services.server";
import type { TrackingChange } from "~/tracking-api/server/service";

type Deps = Pick<Services, "db" | "vault" | "clock" | "jobs" | "handedIn">;

/**
 * Changes what an account says about its trackings. Answers the shipment each change met, null
 * where the pair was never added.
 */
export async function changeTrackings(
  deps: Deps,
  accountId: string,
  changes: readonly TrackingChange[],
): Promise<(string | null)[]> {
  const { db, vault, clock } = deps;
  return db.transaction(async (tx) => {
    const named = changes.map((change) => ({ courierCode: change.carrierCode, numberKey: numberKey(change.number) }));
    const rows = new Map((await lockTrackings(tx, accountId, named)).map((row) => [nameOf(row), row]));
    const met = named.map((name) => rows.get(nameOf(name)) ?? null);
    // Two changes of one tracking in one call: the later one counts, field by field.
    const merged = new Map<NamedTracking, TrackingChange>();
    for (const [index, change] of changes.entries()) {
      const row = met[index];
      if (row) merged.set(row, { ...(merged.get(row) ?? change), ...given(change) });
    }
    const writes = [...merged].map(([row, change]) => changeWrite(vault, accountId, row, change));
    await writeTrackingChanges(tx, writes, clock.now());
    const wishes = [...merged].flatMap(([row, change]) => forcedStatus(row, change));
    await forceStatuses(deps, tx, accountId, wishes);
    return met.map((row) => row && row.id);
  });
}

const nameOf = (name: { courierCode: string; numberKey: string }) =>
  `${name.courierCode.toLowerCase()} ${name.numberKey}`;

const given = (change: TrackingChange): Partial<TrackingChange> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));

function changeWrite(vault: Vault, accountId: string, row: NamedTracking, change: TrackingChange): TrackingChangeWrite {
  const { title, logisticsChannel, destinationCode, archived, orderId, customerEmail } = change;
  const { customerName: name, customerPhone: phone } = change;
  const known = openContact(vault, row.customerEnc ?? row.contactEnc);
  const contact = {
    ...known,
    name: name ?? known.name,
    email: customerEmail ?? known.email,
    phone: phone ?? known.phone,
  };
  const isAboutCustomer = [name, customerEmail, phone].some((value) => value !== null);
  return {
    id: row.id,
    title,
    logisticsChannel,
    orderName: orderId,
    orderNameKey: orderId && orderNameKey(orderId),
    destinationCode: destinationCode && countryNamed(destinationCode),
    archived,
    customerEnc: isAboutCustomer ? sealContact(vault, contact) : null,
    customerEmailHash: customerEmail ? customerEmailHash(vault, accountId, emailKey(customerEmail)) : null,
  };
}

function forcedStatus({ courierCode, numberKey: key }: NamedTracking, { status }: TrackingChange): ForcedStatus[] {
  return status === null ? [] : [{ courierCode, numberKey: key, status: status === "automatic" ? null : status }];
}
