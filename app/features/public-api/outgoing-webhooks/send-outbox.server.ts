import {
  holdPushesBack,
  settlePushes,
  takeDuePushes,
  type DuePush,
  type PushOutcome,
} from "~/features/outbox/outbox.queries.server";
import { checkpointsOf } from "~/features/shipments/tracking-state.queries.server";
import { trackingsById } from "~/features/shipments/trackings.queries.server";
import { drainAlone } from "~/platform/queue/drain.server";
import { carriersOfTrackings, trackingRecord } from "~/features/public-api/tracking-service/tracking-record.server";
import type { Services } from "~/features/services.server";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";
import { postPush } from "./post-push.server";
import { selectPushSigner } from "./push-addresses.queries.server";
import { heldBackUntil, nextAttempt } from "./push-retries";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "outgoingFetch" | "stopping">;

const PUSHES_PER_ROUND = 100;
/** Of one address, as are those at once: a receiver that is slow takes no other's turn. */
const PUSHES_AT_ONCE = 8;
/**
 * A round ends when the last of its pushes is answered, and what came meanwhile for a quicker
 * address waits for that.
 */
const BEGINNING_MS = 5_000;
/**
 * After so long another account has its turn; what is left is found by the next look for due work.
 */
const TURN_MS = 30_000;

/**
 * Sends an account's due pushes in the v2 format. A push that got no 2xx is tried again on the
 * documented schedule.
 */
export async function sendOutbox(deps: Deps, accountId: string): Promise<void> {
  const { db, clock, systemClock, stopping } = deps;
  const turnEndsMs = systemClock.now().getTime() + TURN_MS;
  const isOver = () => stopping.aborted || systemClock.now().getTime() >= turnEndsMs;
  // An address that keeps every call waiting would take all the time there is: a few calls a turn
  // show whether it is back.
  const silentUntil = new Map<string, Date>();
  await drainAlone(deps, `outbox:${accountId}`, {
    workOff: async () => {
      while (!isOver() && (await sendRound(deps, accountId, silentUntil)) > 0);
    },
    isWaiting: async () => !isOver() && (await takeDuePushes(db, accountId, clock.now(), 1)).length > 0,
  });
}

/** Sends the first due pushes of each address that is not silent; answers how many were due. */
async function sendRound(deps: Deps, accountId: string, silentUntil: Map<string, Date>): Promise<number> {
  const { db, vault, clock, systemClock, log, stopping } = deps;
  const pushes = await takeDuePushes(db, accountId, clock.now(), PUSHES_PER_ROUND);
  if (pushes.length === 0) return 0;
  const signer = await selectPushSigner(db, accountId);
  const email = signer?.emailEnc ? vault.decrypt(signer.emailEnc) : "";
  const bodies = await pushBodies(deps, accountId, pushes, email);
  const outcomes: PushOutcome[] = [];
  const beginUntilMs = systemClock.now().getTime() + BEGINNING_MS;
  const isSilent = (addressId: string) => (silentUntil.get(addressId)?.getTime() ?? 0) > clock.now().getTime();
  const mayBegin = ({ addressId }: DuePush) =>
    !stopping.aborted && !isSilent(addressId) && systemClock.now().getTime() < beginUntilMs;

  const sender = async (queue: DuePush[]) => {
    for (let push = queue.shift(); push && mayBegin(push); push = queue.shift()) {
      const body = bodies.get(push.shipmentId);
      const sent =
        body === undefined
          ? { ok: true, ranOutOfTime: false, outcome: "shipment is gone" }
          : await postPush(deps, { url: push.url, body, email });
      if (sent.ranOutOfTime) silentUntil.set(push.addressId, heldBackUntil(clock.now()));
      const after = nextAttempt(push.attempts + 1, clock.now());
      outcomes.push({
        id: push.id,
        state: sent.ok ? "sent" : after ? "waiting" : "given-up",
        outcome: sent.outcome,
        nextAttemptAt: after ?? clock.now(),
      });
    }
  };
  const queues = Map.groupBy(pushes, (push) => push.addressId).values();
  await Promise.all([...queues].flatMap((queue) => Array.from({ length: PUSHES_AT_ONCE }, () => sender(queue))));
  await settlePushes(db, outcomes, clock.now());
  await holdPushesBack(db, accountId, silentUntil);
  log.info(
    { accountId, pushes: outcomes.length, sent: outcomes.filter((outcome) => outcome.state === "sent").length },
    "pushes sent",
  );
  return pushes.length;
}

/**
 * The state of each shipment as it is now: a push that is sent late must not carry an old state.
 */
async function pushBodies(
  { db, vault, clock, systemClock }: Deps,
  accountId: string,
  pushes: DuePush[],
  email: string,
): Promise<Map<string, string>> {
  const rows = await trackingsById(db, accountId, [...new Set(pushes.map((push) => push.shipmentId))]);
  const checkpoints = await checkpointsOf(
    db,
    rows.map((row) => row.shipmentId),
  );
  const carriers = await carriersOfTrackings(db, accountId, rows);
  return new Map(
    rows.map((row) => {
      const own = checkpoints.filter((checkpoint) => checkpoint.shipmentId === row.shipmentId);
      const item = printItem(trackingRecord(vault, row, own, carriers), clock.now());
      return [row.shipmentId, printPush(item, signPush(email, systemClock.now()))];
    }),
  );
}
