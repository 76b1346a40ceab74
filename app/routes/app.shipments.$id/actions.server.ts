import { z } from "zod";
import { chooseCarrier } from "~/features/shipments/choose-carrier.server";
import { archiveShipment, followShipment } from "~/features/shipments/put-away.server";
import { requestShipmentRefresh } from "~/features/shipments/request-refresh.server";
import type { Services } from "~/services.server";

const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("choose-carrier"), courierCode: z.string().min(1) }),
  z.object({ intent: z.enum(["refresh", "archive", "unarchive", "stop", "resume"]) }),
]);

/** What the merchant is told: a key of `shipment.told` in the words. */
export type ActionTold = Awaited<ReturnType<typeof runShipmentAction>>;

/** Runs the one thing a form on the page asks for. */
export async function runShipmentAction(services: Services, accountId: string, shipmentId: string, form: FormData) {
  const asked = intentSchema.safeParse(Object.fromEntries(form));
  if (!asked.success || !z.uuid().safeParse(shipmentId).success) return told("failed");
  switch (asked.data.intent) {
    case "choose-carrier": {
      const result = await chooseCarrier(services, accountId, shipmentId, asked.data.courierCode);
      return told(result.kind);
    }
    case "refresh":
      return told((await requestShipmentRefresh(services, accountId, shipmentId)).kind);
    case "archive":
    case "unarchive": {
      const done = await archiveShipment(services, accountId, shipmentId, asked.data.intent === "archive");
      return told(done.kind === "done" ? `${asked.data.intent}d` : done.kind);
    }
    case "stop":
    case "resume": {
      const done = await followShipment(services, accountId, shipmentId, asked.data.intent === "resume");
      return told(done.kind === "done" ? asked.data.intent : done.kind);
    }
  }
}

type Good = "chosen" | "requested" | "archived" | "unarchived" | "stop" | "resume";

const bad = [
  "not-found",
  "unknown-carrier",
  "not-a-number",
  "already-registered",
  "already-followed",
  "too-soon",
  "not-connected",
  "not-registered",
  "failed",
] as const;

function told(key: Good | (typeof bad)[number]) {
  return { key, isError: bad.some((known) => known === key) };
}
