import { rewriteReportedTexts } from "~/features/shipments/tracking-state.queries.server";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { openContact } from "~/features/account/contact.server";
import { customerRemover } from "~/domain/redaction/private-words";
import { selectReportedTexts } from "./customer-data.queries.server";

/**
 * Takes a customer out of what carriers wrote about the shipments of these orders, and about these
 * shipments of no order: who signed stands there in clear. It goes by the stored contact, so it
 * must come before that is erased.
 */
export async function unnameCheckpoints(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  { orderIds, shipmentIds, email }: { orderIds: string[]; shipmentIds: string[]; email: string | null },
): Promise<void> {
  const reported = await selectReportedTexts(tx, accountId, { orderIds, shipmentIds });
  const changes = reported.flatMap(({ shipmentId, contactEnc, texts }) => {
    const contact = openContact(vault, contactEnc);
    const unname = customerRemover({ ...contact, email: contact.email ?? email });
    return texts
      .map((was) => ({ shipmentId, was, becomes: unname(was) }))
      .filter(({ was, becomes }) => was !== becomes);
  });
  await rewriteReportedTexts(tx, changes);
}
