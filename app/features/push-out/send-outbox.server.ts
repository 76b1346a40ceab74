import { settlePushes, takeDuePushes, type DuePush, type PushOutcome } from "~/db/outbox.server";
import { checkpointsOf } from "~/db/tracking-state.server";
import { trackingsById } from "~/db/trackings.server";
import { drainAlone } from "~/features/drain.server";
import { trackingRecord } from "~/features/tracking-service/tracking-record.server";
import type { Services } from "~/services.server";
import { printPush } from "~/tracking-api/contract/push";
import { signPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";
import { postPush } from "./post-push.server";
import { nextAttempt } from "./push-retries";

type Parts = Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log" | "outgoingFetch" | "stopping">;

const PUSHES_PER_ROUND = 100;
const PUSHES_AT_ONCE = 8;

/** Sends an account's due pushes in the v2 format. A push that got no 2xx is tried again on the documented schedule. */
export async function sendOutbox(parts: Parts, accountId: string): Promise<void> {
  const { db, clock, stopping } = parts;
  await drainAlone(parts, `outbox:${accountId}`, {
    workOff: async () => {
      while (!stopping.aborted && (await sendRound(parts, accountId)) === PUSHES_PER_ROUND);
    },
    isWaiting: async () => (await takeDuePushes(db, accountId, clock.now(), 1)).length > 0,
  });
}

async function sendRound(parts: Parts, accountId: string): Promise<number> {
  const { db, vault, clock, log, stopping } = parts;
  const pushes = await takeDuePushes(db, accountId, clock.now(), PUSHES_PER_ROUND);
  if (pushes.length === 0) return 0;
  const account = await db.prisma.account.findUniqueOrThrow({ where: { id: accountId }, select: { emailEnc: true } });
  const email = account.emailEnc ? vault.decrypt(account.emailEnc) : "";
  const bodies = await pushBodies(parts, accountId, pushes, email);
  const outcomes: PushOutcome[] = [];
  const queue = [...pushes];
  const sender = async () => {
    for (let push = queue.shift(); push && !stopping.aborted; push = queue.shift()) {
      const body = bodies.get(push.shipmentId);
      const sent =
        body === undefined
          ? { ok: true, outcome: "shipment is gone" }
          : await postPush(parts, { url: push.url, body, email });
      const after = nextAttempt(push.attempts + 1, clock.now());
      outcomes.push({
        id: push.id,
        state: sent.ok ? "sent" : after ? "waiting" : "given-up",
        outcome: sent.outcome,
        nextAttemptAt: after ?? clock.now(),
      });
    }
  };
  await Promise.all(Array.from({ length: PUSHES_AT_ONCE }, sender));
  await settlePushes(db, outcomes, clock.now());
  log.info(
    { accountId, pushes: pushes.length, sent: outcomes.filter((outcome) => outcome.state === "sent").length },
    "pushes sent",
  );
  return pushes.length;
}

/** The state of each shipment as it is now: an older push that is sent late must not tell an older story. */
async function pushBodies(
  { db, vault, clock, wallClock }: Parts,
  accountId: string,
  pushes: DuePush[],
  email: string,
): Promise<Map<string, string>> {
  const rows = await trackingsById(db, accountId, [...new Set(pushes.map((push) => push.shipmentId))]);
  const checkpoints = await checkpointsOf(
    db,
    rows.map((row) => row.shipmentId),
  );
  return new Map(
    rows.map((row) => {
      const own = checkpoints.filter((checkpoint) => checkpoint.shipmentId === row.shipmentId);
      const item = printItem(trackingRecord(vault, row, own), clock.now());
      return [row.shipmentId, printPush(item, signPush(email, wallClock.now()))];
    }),
  );
}
