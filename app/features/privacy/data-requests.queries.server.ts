import type { Sql } from "~/platform/database/client.server";

/** Keeps the answer to a data request; one that came before keeps its own. */
export async function insertDataRequest(
  tx: Sql,
  request: { accountId: string; externalId: string; requestedAt: Date; answerEnc: Buffer },
): Promise<void> {
  await tx.query(
    `INSERT INTO data_request (account_id, external_id, requested_at, answer_enc) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, external_id) DO NOTHING`,
    [request.accountId, request.externalId, request.requestedAt, request.answerEnc],
  );
}

/** Removes the answers that the merchant has fetched. */
export async function deleteFetchedRequests(tx: Sql, accountId: string): Promise<void> {
  await tx.query("DELETE FROM data_request WHERE account_id = $1 AND fetched_at IS NOT NULL", [accountId]);
}

/** The answers that are kept. */
export async function selectKeptAnswers(tx: Sql, accountId: string): Promise<{ id: string; answerEnc: Buffer }[]> {
  return tx.query(
    `SELECT id, answer_enc AS "answerEnc" FROM data_request
      WHERE account_id = $1 AND answer_enc IS NOT NULL`,
    [accountId],
  );
}

export async function deleteDataRequests(tx: Sql, ids: string[]): Promise<void> {
  await tx.query("DELETE FROM data_request WHERE id = ANY($1::uuid[])", [ids]);
}
