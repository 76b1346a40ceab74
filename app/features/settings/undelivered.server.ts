import { requeueMessage, selectUndelivered } from "~/db/undelivered-messages.server";
import type { Services } from "~/services.server";

const shown = 20;

/** Webhooks that came in well signed and were not understood, newest first. */
export async function undeliveredWebhooks({ db }: Pick<Services, "db">, accountId: string) {
  return selectUndelivered(db, accountId, shown);
}

/** Reads one of them again, for instance after an upgrade. */
export async function retryWebhook(
  { db, jobs }: Pick<Services, "db" | "jobs">,
  accountId: string,
  messageId: string,
): Promise<{ kind: "requeued" } | { kind: "not-found" }> {
  return db.transaction(async (tx) => {
    if (!(await requeueMessage(tx, accountId, messageId))) return { kind: "not-found" };
    await jobs.enqueue("process-inbox", { accountId }, tx);
    return { kind: "requeued" };
  });
}
