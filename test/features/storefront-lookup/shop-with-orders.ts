import { randomBytes } from "node:crypto";
import { connectDatabase, type Database } from "~/db/client.server";
import { orderEmailHash } from "~/db/contact-hashes.server";
import { createVault } from "~/db/vault.server";
import { checkpointIdentity } from "~/domain/tracking/checkpoint";
import { sealContact } from "~/features/customers/contact.server";
import { lookUpLimitInMemory } from "~/features/storefront-lookup/look-up-limit";
import { createLog } from "~/log.server";
import { MovableClock } from "#test/support/clock";
import { createTestDatabase } from "#test/support/database";

export const shopDomain = "homeward-demo.myshopify.com";
export const customer = "gid://shopify/Customer/77";
export const contact = {
  name: "Ana Buyer",
  email: "ana@example.com",
  phone: "+15550100199",
  postalCode: "40003",
  note: "Ring twice",
};

/** A database with shops, and the parts a look-up takes. Queries are counted. */
export async function startLookUps() {
  const database = await createTestDatabase();
  const db = connectDatabase(database.url, { log: createLog("silent", "test") });
  const vault = createVault([{ id: "a", key: randomBytes(32) }]);
  const clock = new MovableClock("2026-11-21T12:00:00Z");
  const asked: string[] = [];
  const counting: Database = {
    ...db,
    query: (text, values) => {
      asked.push(text);
      return db.query(text, values);
    },
  };
  const parts = () => ({
    db: counting,
    vault,
    clock,
    wallClock: clock,
    limit: lookUpLimitInMemory({ misses: { visitor: 5, order: 12 }, windowMs: 600_000, capacity: 100 }),
  });
  return {
    url: database.url,
    parts,
    asked,
    db,
    vault,
    clock,
    async stop() {
      await db.close();
      await database.drop();
    },
  };
}

export type LookUps = Awaited<ReturnType<typeof startLookUps>>;

export async function addShop(
  { db, clock }: LookUps,
  domain: string,
  uninstalledAt: Date | null = null,
): Promise<string> {
  const { id } = await db.prisma.account.create({
    data: { kind: "shop", shopDomain: domain, timeZone: "America/New_York", installedAt: clock.now(), uninstalledAt },
  });
  return id;
}

export interface OrderSpec {
  number: string;
  shopifyOrderId: string;
  customerGid?: string | null;
  /** Tracking numbers of each fulfillment. */
  fulfillments?: string[][];
  /** Text of the one event of every parcel. */
  text?: string;
}

/** An order of Ana's, with an event for each parcel, the later numbers having moved later. */
export async function addOrder({ db, vault, clock }: LookUps, accountId: string, spec: OrderSpec): Promise<void> {
  const { number, shopifyOrderId, customerGid = customer, fulfillments = [], text = "Departed" } = spec;
  const order = await db.prisma.order.create({
    data: {
      accountId,
      shopifyOrderId,
      name: `#${number}`,
      nameKey: number,
      contactEnc: bytes(sealContact(vault, contact)),
      emailHash: bytes(orderEmailHash(vault, accountId, number, contact.email)),
      customerGid,
    },
  });
  let hour = 1;
  for (const [index, numbers] of fulfillments.entries()) {
    const fulfillment = await db.prisma.fulfillment.create({
      data: {
        accountId,
        orderId: order.id,
        shopifyFulfillmentId: `${shopifyOrderId}${index}`,
        name: `#${number}.${index + 1}`,
        status: "success",
        contents: [{ title: `Mug ${index + 1}`, quantity: 1 }],
        fulfilledAt: clock.now(),
        shopifyUpdatedAt: clock.now(),
      },
    });
    for (const tracked of numbers) {
      const local = `2026-11-20T${String(hour).padStart(2, "0")}:00:00`;
      const event = {
        text,
        place: "Springfield",
        status: "transit",
        substatus: null,
        milestone: null,
        offsetMinutes: 0,
        leg: "origin" as const,
      };
      await db.prisma.shipment.create({
        data: {
          accountId,
          number: tracked,
          numberKey: tracked,
          courierCode: "usps",
          orderId: order.id,
          status: "transit",
          registrationState: "registered",
          lastEventAt: new Date(`${local}Z`),
          createdAt: clock.now(),
          updatedAt: clock.now(),
          checkedAt: clock.now(),
          parcels: { create: { fulfillmentId: fulfillment.id } },
          checkpoints: {
            create: {
              accountId,
              ...event,
              eventLocal: local,
              identity: checkpointIdentity({ ...event, local }),
              firstSeenAt: clock.now(),
            },
          },
        },
      });
      hour += 1;
    }
  }
}

function bytes(buffer: Buffer | null) {
  return buffer && new Uint8Array(buffer);
}
