import { hookTokenHash } from "~/features/provider-sync/refresh/pushes.queries.server";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { sealContact } from "~/features/account/contact.server";
import type { BenchEnvironment } from "../environment/environment";
import { fillTable, seedEvents, seedTrackings, settle, trackingNumber } from "../api/sample-trackings";

const SHOPS = 20;
/**
 * Of each shop so many of the newest orders are asked for; only they have a contact and a story.
 */
const ASKED_OF_EACH = 1_000;

export interface LookedUpShop {
  accountId: string;
  domain: string;
}

/** A shop's order as its buyer knows it. */
export interface KnownOrder {
  shop: LookedUpShop;
  name: string;
  email: string;
  phone: string;
  postalCode: string;
  trackingNumber: string;
}

/**
 * Shops with so many orders of one parcel each in all, every way of look-up allowed, and a provider
 * at this address.
 */
export async function seedShops(
  environment: BenchEnvironment,
  count: number,
  providerUrl: string,
): Promise<KnownOrder[]> {
  const shops = await Promise.all(Array.from({ length: SHOPS }, (_, at) => addShop(environment, at, providerUrl)));
  await seedTrackings(environment, { accountId: shops.map(({ accountId }) => accountId), count });
  // Rows that fit together by themselves: the server need not look each of them up again.
  const unchecked = "SET LOCAL session_replication_role = replica";
  await fillTable(environment, '"order"', async (tx) => {
    await tx.query(unchecked);
    await tx.query(
      `INSERT INTO "order" (account_id, shopify_order_id, name, name_key, placed_at, email_hash, phone_hash, postcode_hash, contact_hashes)
       SELECT account_id, '6' || order_name_key, order_name, order_name_key, created_at, sha256(('e' || number)::bytea),
              sha256(('p' || number)::bytea), sha256(('z' || number)::bytea), 1
         FROM shipment`,
    );
  });
  await fillTable(environment, "fulfillment", async (tx) => {
    await tx.query(unchecked);
    await tx.query(
      `INSERT INTO fulfillment (account_id, order_id, shopify_fulfillment_id, name, status, contents, fulfilled_at, shopify_updated_at)
       SELECT account_id, id, '7' || name_key, name || '.1', 'success', '[{"title":"Two cups and a saucer","quantity":1}]', placed_at, placed_at
         FROM "order"`,
    );
  });
  await fillTable(environment, "fulfillment_parcel", async (tx) => {
    await tx.query(unchecked);
    await tx.query(
      `INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id)
       SELECT f.id, s.id FROM fulfillment f JOIN "order" o ON o.id = f.order_id
         JOIN shipment s ON s.account_id = o.account_id AND s.order_name_key = o.name_key`,
    );
  });
  for (const { accountId } of shops) await seedEvents(environment, { accountId, from: 0, count: ASKED_OF_EACH });
  const asked = SHOPS * ASKED_OF_EACH;
  const known = Array.from({ length: asked }, (_, at) => knownOrder(shops, count - asked + at)).filter(
    (o) => o !== null,
  );
  await giveContacts(environment, known);
  await settle(environment);
  return known;
}

async function addShop({ db, vault }: BenchEnvironment, at: number, providerUrl: string): Promise<LookedUpShop> {
  const domain = `bench-shop-${at}.myshopify.com`;
  const now = new Date();
  const trackingPage = { lookUpBy: ["email", "phone", "postcode", "number"] };
  const { id: accountId } = await db.prisma.account.create({
    data: {
      kind: "shop",
      shopDomain: domain,
      name: domain,
      installedAt: now,
      settings: { trackingPage },
      proxyPath: "/apps/track",
    },
  });
  await db.prisma.connection.create({
    data: {
      accountId,
      kind: "trackingmore_v2",
      baseUrl: providerUrl,
      hookTokenHash: new Uint8Array(hookTokenHash(vault, domain)),
      hookTokenEnc: new Uint8Array(vault.encrypt(domain)),
      stateSince: now,
    },
  });
  return { accountId, domain };
}

function knownOrder(shops: readonly LookedUpShop[], index: number): KnownOrder | null {
  const shop = shops[index % shops.length];
  if (!shop) return null;
  return {
    shop,
    name: `#${1001 + index}`,
    email: `buyer${index}@example.com`,
    phone: `+1555${String(index).padStart(7, "0")}`,
    postalCode: String(10_000 + (index % 90_000)),
    trackingNumber: trackingNumber(index),
  };
}

async function giveContacts({ db, vault }: BenchEnvironment, known: readonly KnownOrder[]): Promise<void> {
  const rows = known.map(({ shop, name, email, phone, postalCode }) => {
    const nameKey = name.slice(1);
    const contact = { name: "Ana Example", email, phone, postalCode, note: null };
    const hashes = contactHashes(vault, shop.accountId, { nameKey, countryCode: "US" }, contact);
    return { accountId: shop.accountId, nameKey, enc: sealContact(vault, contact), ...hashes };
  });
  await db.query(
    `UPDATE "order" SET contact_enc = k.enc, email_hash = k.email, phone_hash = k.phone, postcode_hash = k.postcode
       FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) AS k(account, name, enc, email, phone, postcode)
      WHERE account_id = k.account AND name_key = k.name`,
    [
      rows.map((row) => row.accountId),
      rows.map((row) => row.nameKey),
      rows.map((row) => row.enc),
      rows.map((row) => row.emailHash),
      rows.map((row) => row.phoneHash),
      rows.map((row) => row.postcodeHash),
    ],
  );
}
