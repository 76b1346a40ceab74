import type { Sql } from "~/platform/database/client.server";
import type { StoredCheckpoint } from "~/features/shipments/tracking-state.queries.server";
import type { TrackingRow } from "~/features/shipments/trackings.queries.server";
import type { Vault } from "~/platform/vault.server";
import { isCourierCode } from "~/domain/carriers/catalogue";
import type { CarrierDirectory } from "~/domain/carriers/directory";
import { countryName } from "~/domain/carriers/countries";
import { orderCheckpoints } from "~/domain/tracking/checkpoint";
import type { LegReport } from "~/domain/tracking/update";
import { carriersFor } from "~/features/carriers/account-carriers.server";
import { openContact } from "~/features/account/contact.server";
import type { LegRecord, TrackingRecord } from "~/tracking-api/server/service";

/**
 * The carriers of these trackings. Only what is not packaged is asked for: most pages need no
 * query, and a single get feels every one.
 */
export function carriersOfTrackings(
  db: Sql,
  accountId: string,
  rows: readonly TrackingRow[],
): Promise<CarrierDirectory> {
  const codes = rows.flatMap(({ courierCode, originInfo, destinationInfo }) => [
    courierCode,
    originInfo?.courierCode ?? "",
    destinationInfo?.courierCode ?? "",
  ]);
  return carriersFor(
    db,
    accountId,
    codes.filter((code) => !isCourierCode(code)),
  );
}

/** A shipment in the served API's words. */
export function trackingRecord(
  vault: Vault,
  row: TrackingRow,
  checkpoints: StoredCheckpoint[],
  carriers: CarrierDirectory,
): TrackingRecord {
  const contact = openContact(vault, row.customerEnc ?? row.contactEnc);
  const destination = row.destinationCountry ?? row.destinationCode;
  return {
    id: row.publicId,
    number: row.number,
    carrierCode: row.courierCode,
    status: row.status,
    substatus: row.substatus,
    following: row.following,
    archived: row.archivedAt !== null,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    orderCreateTime: row.orderCreateTime,
    orderId: row.orderName,
    title: row.title,
    comment: row.comment,
    customerName: contact.name,
    customerEmail: contact.email,
    customerPhone: contact.phone,
    logisticsChannel: row.logisticsChannel,
    originCountry: row.originCountry && countryName(row.originCountry),
    destinationCountry: destination && countryName(destination),
    destinationCode: row.destinationCode,
    origin: legRecord(carriers, row.originInfo, row.courierCode),
    destination: row.destinationInfo && legRecord(carriers, row.destinationInfo, null),
    checkpoints: orderCheckpoints(checkpoints),
  };
}

function legRecord(carriers: CarrierDirectory, leg: LegReport | null, courierCode: string | null): LegRecord {
  const carrierCode = leg?.courierCode ?? courierCode;
  const courier = carrierCode === null ? null : carriers.find(carrierCode);
  return {
    carrierCode,
    weblink: leg?.website ?? courier?.homepage ?? null,
    phone: leg?.phone ?? courier?.phone ?? null,
  };
}
