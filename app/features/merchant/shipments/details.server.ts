import { z } from "zod";
import { selectConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import { selectShipment, type ShipmentRecord } from "./shipment-details.queries.server";
import type { CarrierDirectory } from "~/domain/carriers/directory";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { registrationHold } from "~/domain/provider-connection/trouble";
import { attentionAfterDays } from "~/domain/shipments/attention";
import { orderCheckpoints } from "~/domain/tracking/checkpoint";
import { progressOf } from "~/domain/tracking/progress";
import type { Leg, LegReport } from "~/domain/tracking/update";
import { carriersFor } from "~/features/carriers/account-carriers.server";
import { openContact } from "~/features/account/contact.server";
import type { Services } from "~/features/services.server";
import { candidateCodes } from "./carrier-options.server";
import { countryName } from "~/domain/carriers/country-name";
import { readCourierReason } from "~/features/carriers/courier-reason";

const toBeRegistered = new Set(["waiting", "sending", "unknown"]);
/** Events on a parcel's page. Real parcels have tens; what is older is counted. */
export const maxShownEvents = 200;
const DAY_MS = 24 * 60 * 60_000;

/** One parcel with its whole story, for the merchant it belongs to; null for anybody else's. */
export async function shipmentDetails(
  { db, vault, clock }: Pick<Services, "db" | "vault" | "clock">,
  accountId: string,
  shipmentId: string,
) {
  if (!z.uuid().safeParse(shipmentId).success) return null;
  const [record, connection] = await Promise.all([
    selectShipment(db, accountId, shipmentId, maxShownEvents),
    selectConnection(db, accountId),
  ]);
  if (!record) return null;
  const now = clock.now();
  const { contactEnc, courierReason, courierCandidates, checkpoints, originInfo, destinationInfo, ...shown } = record;
  const ordered = orderCheckpoints(checkpoints);
  const timeline = ordered.slice(0, maxShownEvents);
  const contact = openContact(vault, contactEnc);
  const candidates = candidateCodes(courierCandidates);
  const carriers = await carriersFor(db, accountId, [
    record.courierCode,
    originInfo?.courierCode,
    destinationInfo?.courierCode,
    ...candidates,
    ...record.otherParcels.map((parcel) => parcel.courierCode),
  ]);
  const courier = carriers.find(record.courierCode);
  return {
    ...shown,
    now,
    registrationReason: record.registration?.reason ?? null,
    /** Why it is not registered yet; null where nothing holds it back. */
    hold: toBeRegistered.has(record.registrationState) ? registrationHold(connection, now) : null,
    destinationName: countryName(record.destination),
    progress: progressOf(record.status, record.substatus),
    timeline,
    olderEvents: Math.max(0, record.checkpointCount - timeline.length),
    whyCheckpoint: ordered.find((checkpoint) => checkpoint.identity === record.statusIdentity) ?? null,
    legs: {
      origin: leg(carriers, originInfo, record.originCountry, record.courierCode),
      destination: leg(carriers, destinationInfo, record.destination, null),
    } satisfies Record<Leg, unknown>,
    silentSince: silentSince(record, now),
    courier: {
      name: record.courierCode === "" ? null : carriers.name(record.courierCode),
      isOwn: isOwnCarrierCode(record.courierCode),
      homepage: courier?.homepage ?? null,
      phone: courier?.phone ?? null,
      trackingLink: record.courierCode === "" ? null : carriers.link(record.courierCode, record.number),
      reason: readCourierReason(courierReason),
      candidates: candidates.map((code) => ({ code, name: carriers.name(code) })),
      canChoose: canChooseCarrier(record),
    },
    customer: { name: contact.name, note: contact.note },
    otherParcels: record.otherParcels.map((parcel) => ({ ...parcel, courierName: carriers.name(parcel.courierCode) })),
  };
}

export type ShipmentDetails = NonNullable<Awaited<ReturnType<typeof shipmentDetails>>>;

/** Mirrors what chooseCarrier accepts, so that nothing is offered that would be refused. */
function canChooseCarrier({ registrationState, registration }: ShipmentRecord): boolean {
  if (registrationState === "none") return true;
  return registrationState === "rejected" && ["invalid-carrier", "invalid-number"].includes(registration?.reason ?? "");
}

function leg(carriers: CarrierDirectory, info: LegReport | null, country: string | null, courierCode: string | null) {
  const code = info?.courierCode ?? courierCode;
  return {
    country: countryName(info?.country ?? country),
    courierName: code ? carriers.name(code) : null,
    website: info?.website ?? null,
    phone: info?.phone ?? null,
  };
}

/** Since when a parcel on its way has been silent longer than usual. */
function silentSince({ status, lastEventAt }: ShipmentRecord, now: Date): Date | null {
  if (lastEventAt === null || status === "delivered") return null;
  return now.getTime() - lastEventAt.getTime() < attentionAfterDays.silent * DAY_MS ? null : lastEventAt;
}
