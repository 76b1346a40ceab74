import {
  hasWaitingMessages,
  settleMessages,
  takeWaiting,
  type MessageOutcome,
  type WaitingMessage,
} from "./inbox.queries.server";
import { cancelOrders } from "~/features/intake/orders/cancel-orders.server";
import type { Sql } from "~/platform/database/client.server";
import { writeScopes } from "~/features/account/shop-facts.queries.server";
import { forgetInstall } from "~/features/account/uninstall.server";
import { drainAlone } from "~/platform/queue/drain.server";
import type { JobQueue } from "~/platform/queue/queue.server";
import type { Services } from "~/features/services.server";
import { applyFulfillments } from "~/features/intake/orders/apply-fulfillments.server";
import { attempt } from "./attempt.server";
import { readMessage, type ReadMessage } from "./read-message";
import { fetchOrderDetails } from "~/features/intake/orders/order-details.server";
import type { FulfillmentPayload } from "~/features/intake/orders/webhook-payloads";

const MESSAGES_PER_BATCH = 250;

type Details = Awaited<ReturnType<typeof fetchOrderDetails>>;
type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "adminFor" | "stopping" | "handedIn"> & {
  jobs: JobQueue;
};

/**
 * The lock under which an account's orders and fulfillments change: two writers of many rows could
 * deadlock.
 */
export const inboxLock = (accountId: string) => `inbox:${accountId}`;

/** Reads an account's waiting messages, oldest first, until none is left. */
export function processInbox(deps: Deps, accountId: string): Promise<void> {
  return drainAlone(deps, inboxLock(accountId), {
    workOff: async () => {
      while (!deps.stopping.aborted && (await processBatch(deps, accountId)) === MESSAGES_PER_BATCH);
    },
    isWaiting: () => hasWaitingMessages(deps.db, accountId),
  });
}

type Content = ReadMessage | { kind: "failed"; reason: string };

interface Read {
  message: WaitingMessage;
  content: Content;
}

async function processBatch(deps: Deps, accountId: string): Promise<number> {
  const { db, log } = deps;
  const waiting = await takeWaiting(db, accountId, MESSAGES_PER_BATCH);
  if (waiting.length === 0) return 0;
  const read = waiting.map((message) => ({ message, content: openMessage(deps, accountId, message) }));
  // The message waits until all is gone, so the next process goes on where this one stops.
  if (
    read.some(({ content }) => content.kind === "shop-redact") &&
    !(await deps.handedIn.privacy.emptyShop(deps, accountId))
  )
    return 0;
  const fulfillments = fulfillmentsOf(read);
  const details = await fetchOrderDetails(deps, accountId, fulfillments);
  await applyOrSingleOut(deps, accountId, read, details);
  log.info({ accountId, messages: waiting.length, fulfillments: fulfillments.length }, "inbox read");
  return waiting.length;
}

function openMessage({ vault, log }: Deps, accountId: string, message: WaitingMessage): Content {
  let rawBody: string;
  try {
    rawBody = vault.decrypt(message.payloadEnc);
  } catch (error) {
    log.error({ err: error, accountId, messageId: message.id }, "message cannot be opened");
    return { kind: "failed", reason: "Homeward could not open this message" };
  }
  return readMessage(message.topic, rawBody);
}

/**
 * A message that cannot be applied must not hold back the others: each is tried alone, and what
 * fails alone is set aside.
 */
async function applyOrSingleOut(deps: Deps, accountId: string, read: Read[], details: Details): Promise<void> {
  const attempted = await attempt(deps, ({ tx, jobs }) =>
    applyMessages({ ...deps, jobs }, tx, accountId, read, details),
  );
  if (attempted.kind === "applied") return;
  const [only, ...others] = read;
  if (only && others.length === 0) {
    deps.log.error({ err: attempted.error, accountId, messageId: only.message.id }, "message set aside");
    const reason = "Homeward could not store this message";
    await settleMessages(deps.db, [{ id: only.message.id, state: "failed", reason }], deps.systemClock.now());
    return;
  }
  for (const one of read) await applyOrSingleOut(deps, accountId, [one], details);
}

async function applyMessages(deps: Deps, tx: Sql, accountId: string, read: Read[], details: Details): Promise<void> {
  const { systemClock } = deps;
  await applyFulfillments({ ...deps, tx }, accountId, fulfillmentsOf(read), details);
  const cancelled = read.flatMap(({ content }) =>
    content.kind === "order-cancelled"
      ? [{ shopifyOrderId: content.orderId, at: content.at ?? systemClock.now() }]
      : [],
  );
  await cancelOrders(tx, accountId, cancelled);
  for (const { message, content } of shopRedactLast(read)) {
    await applyAccountMessage(deps, tx, accountId, message, content);
  }
  await settleMessages(tx, read.map(outcomeOf), systemClock.now());
}

const fulfillmentsOf = (read: Read[]): FulfillmentPayload[] =>
  read.flatMap(({ content }) => (content.kind === "fulfillment" ? [content.payload] : []));

/** It removes the account, and with it everything the other messages change. */
const shopRedactLast = (read: Read[]): Read[] =>
  read.toSorted((a, b) => Number(a.content.kind === "shop-redact") - Number(b.content.kind === "shop-redact"));

function outcomeOf({ message, content }: Read): MessageOutcome {
  return content.kind === "refused" || content.kind === "failed"
    ? { id: message.id, state: content.kind, reason: content.reason }
    : { id: message.id, state: "done", reason: null };
}

/** Messages about the account itself: rare, so one by one. */
async function applyAccountMessage(
  deps: Deps,
  tx: Sql,
  accountId: string,
  message: WaitingMessage,
  content: Content,
): Promise<void> {
  const at = message.triggeredAt ?? message.receivedAt;
  const { privacy } = deps.handedIn;
  switch (content.kind) {
    case "uninstalled":
      return forgetInstall({ tx }, accountId, at);
    case "scopes":
      return writeScopes(tx, accountId, content.scopes);
    case "data-request":
      return privacy.answerDataRequest({ ...deps, tx }, accountId, content, at);
    case "customer-redact":
      return privacy.redactCustomer({ ...deps, tx }, accountId, content, at);
    case "shop-redact":
      return privacy.redactShop({ tx }, accountId, at);
    default:
      return;
  }
}
