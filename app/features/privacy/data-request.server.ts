import { z } from "zod";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { emailKey } from "~/domain/orders/contact";
import { openContact } from "~/features/account/contact.server";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import { selectHeldOrders, selectOrderNames } from "./customer-data.queries.server";
import { customerOrders, customerShipmentsWithoutOrder } from "./customer-orders.server";
import {
  deleteDataRequests,
  deleteFetchedRequests,
  insertDataRequest,
  selectKeptAnswers,
} from "./data-requests.queries.server";

/** Puts together what we hold about a customer, sealed, for the merchant to fetch and hand on. */
export async function answerDataRequest(
  deps: { tx: Sql; vault: Vault },
  accountId: string,
  request: CustomerReference & { requestId: string },
  requestedAt: Date,
): Promise<void> {
  const { tx, vault } = deps;
  const orderIds = await customerOrders(deps, accountId, request);
  const shipmentIds = await customerShipmentsWithoutOrder(deps, accountId, request, orderIds);
  const orders = await selectHeldOrders(tx, accountId, { orderIds, shipmentIds });
  const answer = orders.map((order) => ({
    order: order.name,
    placedAt: order.placedAt,
    trackingNumbers: order.numbers,
    ...openContact(vault, order.contactEnc),
  }));
  const answerEnc = vault.encryptJson(answer);
  await insertDataRequest(tx, { accountId, externalId: request.requestId, requestedAt, answerEnc });
}

const heldAnswer = z.array(z.object({ order: z.string(), email: z.string().nullable() }));

/**
 * Removes the answers that were fetched, and those about a customer who is to be forgotten: sealed
 * as they are, each must be opened.
 */
export async function forgetDataRequests(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: { orderIds: string[]; email: string | null },
): Promise<void> {
  const [, kept] = await Promise.all([deleteFetchedRequests(tx, accountId), selectKeptAnswers(tx, accountId)]);
  if (kept.length === 0) return;
  const names = new Set(await selectOrderNames(tx, accountId, customer.orderIds));
  const email = customer.email && emailKey(customer.email);
  const about = kept.filter(({ answerEnc }) =>
    heldAnswer
      .parse(vault.decryptJson(answerEnc))
      .some((held) => names.has(held.order) || (held.email !== null && emailKey(held.email) === email)),
  );
  await deleteDataRequests(
    tx,
    about.map((request) => request.id),
  );
}
