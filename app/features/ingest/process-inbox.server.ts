import {
  hasWaitingMessages,
  settleMessages,
  takeWaiting,
  type MessageOutcome,
  type WaitingMessage,
} from "~/db/inbox.server";
import { cancelOrders } from "~/db/orders.server";
import type { Sql } from "~/db/client.server";
import { forgetInstall } from "~/features/onboarding/uninstall.server";
import { answerDataRequest } from "~/features/privacy/data-request.server";
import { redactCustomer } from "~/features/privacy/redact-customer.server";
import { redactShop } from "~/features/privacy/redact-shop.server";
import { drainAlone } from "~/features/drain.server";
import type { Services } from "~/services.server";
import { applyFulfillments } from "./apply-fulfillments.server";
import { readMessage, type ReadMessage } from "./read-message";
import { fetchOrderDetails } from "./order-details.server";

const MESSAGES_PER_BATCH = 250;

type Parts = Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log" | "jobs" | "adminFor">;

/** Reads an account's waiting messages, oldest first, until none is left. */
export function processInbox(parts: Parts, accountId: string): Promise<void> {
  return drainAlone(parts.db, `inbox:${accountId}`, {
    workOff: async () => {
      while ((await processBatch(parts, accountId)) === MESSAGES_PER_BATCH);
    },
    isWaiting: () => hasWaitingMessages(parts.db, accountId),
  });
}

async function processBatch(parts: Parts, accountId: string): Promise<number> {
  const { db, vault, log, wallClock } = parts;
  const waiting = await takeWaiting(db, accountId, MESSAGES_PER_BATCH);
  if (waiting.length === 0) return 0;
  const read = waiting.map((message) => ({
    message,
    content: readMessage(message.topic, vault.decrypt(message.payloadEnc)),
  }));
  const fulfillments = read.flatMap(({ content }) => (content.kind === "fulfillment" ? [content.payload] : []));
  const details = await fetchOrderDetails(parts, accountId, fulfillments);
  await db.transaction(async (tx) => {
    await applyFulfillments({ ...parts, tx }, accountId, fulfillments, details);
    const cancelled = read.flatMap(({ content }) =>
      content.kind === "order-cancelled"
        ? [{ shopifyOrderId: content.orderId, at: content.at ?? wallClock.now() }]
        : [],
    );
    await cancelOrders(tx, accountId, cancelled);
    for (const { message, content } of read) await applyAccountMessage(parts, tx, accountId, message, content);
    await settleMessages(tx, read.map(outcomeOf), wallClock.now());
  });
  log.info({ accountId, messages: waiting.length, fulfillments: fulfillments.length }, "inbox read");
  return waiting.length;
}

function outcomeOf({ message, content }: { message: WaitingMessage; content: ReadMessage }): MessageOutcome {
  return content.kind === "refused"
    ? { id: message.id, state: "refused", reason: content.reason }
    : { id: message.id, state: "done", reason: null };
}

/** Messages about the account itself: rare, so one by one. */
async function applyAccountMessage(
  parts: Parts,
  tx: Sql,
  accountId: string,
  message: WaitingMessage,
  content: ReadMessage,
): Promise<void> {
  const at = message.triggeredAt ?? message.receivedAt;
  switch (content.kind) {
    case "uninstalled":
      return forgetInstall({ tx }, accountId, at);
    case "scopes":
      await tx.query("UPDATE account SET scopes = $2 WHERE id = $1", [accountId, content.scopes.join(",")]);
      return;
    case "data-request":
      return answerDataRequest({ ...parts, tx }, accountId, content, at);
    case "customer-redact":
      return redactCustomer({ ...parts, tx }, accountId, content);
    case "shop-redact":
      return redactShop({ tx }, accountId);
    default:
      return;
  }
}
