import type { StoredCheckpoint } from "~/db/tracking-state.server";
import type { TrackingRow } from "~/db/trackings.server";
import type { Vault } from "~/db/vault.server";
import { findCourier } from "~/domain/carriers/catalogue";
import { countryName } from "~/domain/carriers/countries";
import { orderCheckpoints } from "~/domain/tracking/checkpoint";
import type { LegReport } from "~/domain/tracking/update";
import { openContact } from "~/features/customers/contact.server";
import type { LegRecord, TrackingRecord } from "~/tracking-api/server/service";

/** A shipment in the served API's words. */
export function trackingRecord(vault: Vault, row: TrackingRow, checkpoints: StoredCheckpoint[]): TrackingRecord {
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
    origin: legRecord(row.originInfo, row.courierCode),
    destination: row.destinationInfo && legRecord(row.destinationInfo, null),
    checkpoints: orderCheckpoints(checkpoints),
  };
}

function legRecord(leg: LegReport | null, courierCode: string | null): LegRecord {
  const carrierCode = leg?.courierCode ?? courierCode;
  const courier = carrierCode === null ? null : findCourier(carrierCode);
  return {
    carrierCode,
    weblink: leg?.website ?? courier?.homepage ?? null,
    phone: leg?.phone ?? courier?.phone ?? null,
  };
}
