import type { Prisma } from "~/platform/database/generated/client";
import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import { emailKey } from "~/domain/orders/contact";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import type { Services } from "~/features/services.server";

export interface ShipmentSample {
  number: string;
  orderName: string | null;
  email: string | null;
  columns: Partial<Prisma.ShipmentUncheckedCreateInput>;
}

let last = 0;

/** A registered parcel of USPS in transit, and what a test changes. Answers its id. */
export async function addShipment(
  { db, vault, clock }: Pick<Services, "db" | "vault" | "clock">,
  accountId: string,
  changes: Partial<ShipmentSample> = {},
): Promise<string> {
  const {
    number = `94001${String(++last).padStart(17, "0")}`,
    orderName = "#1001",
    email = null,
    columns = {},
  } = changes;
  const now = clock.now();
  const { id } = await db.prisma.shipment.create({
    data: {
      accountId,
      number,
      numberKey: numberKey(number),
      courierCode: "usps",
      courierSource: "company",
      courierReason: JSON.stringify({ by: "company", company: "USPS", how: "exact" }),
      orderName,
      orderNameKey: orderName === null ? null : orderNameKey(orderName),
      customerEmailHash: email === null ? null : new Uint8Array(customerEmailHash(vault, accountId, emailKey(email))),
      status: "transit",
      registrationState: "registered",
      shippedAt: now,
      createdAt: now,
      updatedAt: now,
      ...columns,
    },
  });
  return id;
}

const DAY_MS = 24 * 3_600_000;

export const daysAgo = ({ clock }: Pick<Services, "clock">, days: number): Date =>
  new Date(clock.now().getTime() - days * DAY_MS);
