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
import { emptyShop, redactShop } from "~/features/privacy/redact-shop.server";
import { drainAlone } from "~/features/drain.server";
import type { JobQueue } from "~/jobs/queue.server";
import type { Services } from "~/services.server";
import { applyFulfillments } from "./apply-fulfillments.server";
import { attempt } from "./attempt.server";
import { readMessage, type ReadMessage } from "./read-message";
import { fetchOrderDetails } from "./order-details.server";
import type { FulfillmentPayload } from "./webhook-payloads";

const MESSAGES_PER_BATCH = 250;

type Details = Awaited<ReturnType<typeof fetchOrderDetails>>;
type Parts = Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log" | "adminFor" | "stopping"> & {
  jobs: JobQueue;
};

/** Under it an account's orders and fulfillments change: two writers of many rows would wait for each other for ever. */
export const inboxLock = (accountId: string) => `inbox:${accountId}`;

/** Reads an account's waiting messages, oldest first, until none is left. */
export function processInbox(parts: Parts, accountId: string): Promise<void> {
  return drainAlone(parts, inboxLock(accountId), {
    workOff: async () => {
      while (!parts.stopping.aborted && (await processBatch(parts, accountId)) === MESSAGES_PER_BATCH);
    },
    isWaiting: () => hasWaitingMessages(parts.db, accountId),
  });
}

type Content = ReadMessage | { kind: "failed"; reason: string };

interface Read {
  message: WaitingMessage;
  content: Content;
}

async function processBatch(parts: Parts, accountId: string): Promise<number> {
  const { db, log } = parts;
  const waiting = await takeWaiting(db, accountId, MESSAGES_PER_BATCH);
  if (waiting.length === 0) return 0;
  const read = waiting.map((message) => ({ message, content: openMessage(parts, accountId, message) }));
  // The message waits until all is gone, so whoever reads it next goes on where this process stops.
  if (read.some(({ content }) => content.kind === "shop-redact") && !(await emptyShop(parts, accountId))) return 0;
  const fulfillments = fulfillmentsOf(read);
  const details = await fetchOrderDetails(parts, accountId, fulfillments);
  await applyOrSingleOut(parts, accountId, read, details);
  log.info({ accountId, messages: waiting.length, fulfillments: fulfillments.length }, "inbox read");
  return waiting.length;
}

function openMessage({ vault, log }: Parts, accountId: string, message: WaitingMessage): Content {
  let rawBody: string;
  try {
    rawBody = vault.decrypt(message.payloadEnc);
  } catch (error) {
    log.error({ err: error, accountId, messageId: message.id }, "message cannot be opened");
    return { kind: "failed", reason: "Homeward could not open this message" };
  }
  return readMessage(message.topic, rawBody);
}

/** A message that cannot be applied must not hold back its neighbours for ever: each is tried alone, and what fails alone is set aside. */
async function applyOrSingleOut(parts: Parts, accountId: string, read: Read[], details: Details): Promise<void> {
  const attempted = await attempt(parts, ({ tx, jobs }) =>
    applyMessages({ ...parts, jobs }, tx, accountId, read, details),
  );
  if (attempted.kind === "applied") return;
  const [only, ...others] = read;
  if (only && others.length === 0) {
    parts.log.error({ err: attempted.error, accountId, messageId: only.message.id }, "message set aside");
    const reason = "Homeward could not store this message";
    await settleMessages(parts.db, [{ id: only.message.id, state: "failed", reason }], parts.wallClock.now());
    return;
  }
  for (const one of read) await applyOrSingleOut(parts, accountId, [one], details);
}

async function applyMessages(parts: Parts, tx: Sql, accountId: string, read: Read[], details: Details): Promise<void> {
  const { wallClock } = parts;
  await applyFulfillments({ ...parts, tx }, accountId, fulfillmentsOf(read), details);
  const cancelled = read.flatMap(({ content }) =>
    content.kind === "order-cancelled" ? [{ shopifyOrderId: content.orderId, at: content.at ?? wallClock.now() }] : [],
  );
  await cancelOrders(tx, accountId, cancelled);
  for (const { message, content } of shopRedactLast(read)) {
    await applyAccountMessage(parts, tx, accountId, message, content);
  }
  await settleMessages(tx, read.map(outcomeOf), wallClock.now());
}

const fulfillmentsOf = (read: Read[]): FulfillmentPayload[] =>
  read.flatMap(({ content }) => (content.kind === "fulfillment" ? [content.payload] : []));

/** It takes the account away, and with it the ground under every other message. */
const shopRedactLast = (read: Read[]): Read[] =>
  read.toSorted((a, b) => Number(a.content.kind === "shop-redact") - Number(b.content.kind === "shop-redact"));

function outcomeOf({ message, content }: Read): MessageOutcome {
  return content.kind === "refused" || content.kind === "failed"
    ? { id: message.id, state: content.kind, reason: content.reason }
    : { id: message.id, state: "done", reason: null };
}

/** Messages about the account itself: rare, so one by one. */
async function applyAccountMessage(
  parts: Parts,
  tx: Sql,
  accountId: string,
  message: WaitingMessage,
  content: Content,
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
      return redactCustomer({ ...parts, tx }, accountId, content, at);
    case "shop-redact":
      return redactShop({ tx }, accountId, at);
    default:
      return;
  }
}
