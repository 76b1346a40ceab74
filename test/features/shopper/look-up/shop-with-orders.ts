import { randomBytes } from "node:crypto";
import { connectDatabase, type Database } from "~/platform/database/client.server";
import { createVault, type Vault } from "~/platform/vault.server";
import { orderNameKey } from "~/domain/orders/order-name";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { checkpointIdentity } from "~/domain/tracking/checkpoint";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { sealContact } from "~/features/account/contact.server";
import { sharedLookUpLimit } from "~/features/shopper/look-up/shared-limit.server";
import { createTurns } from "~/features/shopper/look-up/turns";
import { createLog } from "~/platform/log.server";
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

/** Small enough to be used up in a test. */
const allowances = {
  visitor: { misses: 5, windowMs: 600_000 },
  order: { misses: 12, windowMs: 600_000 },
  shop: { misses: 1_000, windowMs: 600_000 },
};

/**
 * A database with shops, and the parts a look-up takes. Queries and keyed hashes are counted;
 * nobody really waits.
 */
export async function startLookUps() {
  const database = await createTestDatabase();
  const db = connectDatabase(database.url, { log: createLog("silent", "test") });
  const vault = createVault([{ id: "a", key: randomBytes(32) }]);
  const clock = new MovableClock("2026-11-21T12:00:00Z");
  const asked: string[] = [];
  const hashed: string[] = [];
  const pauses: number[] = [];
  const countingVault: Vault = {
    ...vault,
    keyedHash: (purpose, ...values) => {
      hashed.push(purpose);
      return vault.keyedHash(purpose, ...values);
    },
  };
  const counting: Database = {
    ...db,
    query: (text, values, name) => {
      asked.push(text);
      return db.query(text, values, name);
    },
  };
  const deps = (given = allowances) => ({
    db: counting,
    vault: countingVault,
    clock,
    systemClock: clock,
    pause: async (ms: number) => void pauses.push(ms),
    limit: sharedLookUpLimit({ db: counting }, given),
    turns: createTurns({ atOnce: 2, waiting: 50 }),
  });
  return {
    url: database.url,
    deps,
    asked,
    hashed,
    pauses,
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

/** What a merchant decides on the page *Tracking page*. */
export async function decide(
  { db }: Pick<LookUps, "db">,
  accountId: string,
  trackingPage: Partial<TrackingPageSettings>,
): Promise<void> {
  await db.query("UPDATE account SET settings = jsonb_build_object('trackingPage', $2::jsonb) WHERE id = $1", [
    accountId,
    JSON.stringify(trackingPage),
  ]);
}

export interface OrderSpec {
  number: string;
  /** `#` and the number unless given. */
  name?: string;
  /** Ana's unless given. */
  email?: string;
  shopifyOrderId: string;
  customerGid?: string | null;
  /** Tracking numbers of each fulfillment. */
  fulfillments?: string[][];
  /** Text of the one event of every parcel. */
  text?: string;
}

/** An order of Ana's, with an event for each parcel, the later numbers having moved later. */
export async function addOrder({ db, vault, clock }: LookUps, accountId: string, spec: OrderSpec): Promise<string> {
  const {
    number,
    name = `#${number}`,
    email = contact.email,
    shopifyOrderId,
    customerGid = customer,
    fulfillments = [],
    text = "Departed",
  } = spec;
  const nameKey = orderNameKey(name);
  const buyer = { ...contact, email };
  const hashes = contactHashes(vault, accountId, { nameKey, countryCode: "US" }, buyer);
  const order = await db.prisma.order.create({
    data: {
      accountId,
      shopifyOrderId,
      name,
      nameKey,
      contactEnc: bytes(sealContact(vault, buyer)),
      emailHash: bytes(hashes.emailHash),
      phoneHash: bytes(hashes.phoneHash),
      postcodeHash: bytes(hashes.postcodeHash),
      contactHashes: hashes.contactHashes,
      countryCode: "US",
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
  return order.id;
}

function bytes(buffer: Buffer | null) {
  return buffer && new Uint8Array(buffer);
}
