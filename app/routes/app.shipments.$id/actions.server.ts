import { z } from "zod";
import { chooseCarrier } from "~/features/merchant/shipments/choose-carrier.server";
import { archiveShipment, followShipment } from "~/features/merchant/shipments/archive.server";
import { requestShipmentRefresh } from "~/features/merchant/shipments/request-refresh.server";
import type { Services } from "~/features/services.server";

const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("choose-carrier"), courierCode: z.string().min(1) }),
  z.object({ intent: z.enum(["refresh", "archive", "unarchive", "stop", "resume"]) }),
]);

/** What the merchant is told: a key of `shipment.results` in the words. */
export type ShipmentActionResult = Awaited<ReturnType<typeof runShipmentAction>>;

/** Runs the one thing a form on the page asks for. */
export async function runShipmentAction(services: Services, accountId: string, shipmentId: string, form: FormData) {
  const asked = intentSchema.safeParse(Object.fromEntries(form));
  if (!asked.success || !z.uuid().safeParse(shipmentId).success) return resultOf("failed");
  switch (asked.data.intent) {
    case "choose-carrier": {
      const result = await chooseCarrier(services, accountId, shipmentId, asked.data.courierCode);
      return resultOf(result.kind);
    }
    case "refresh":
      return resultOf((await requestShipmentRefresh(services, accountId, shipmentId)).kind);
    case "archive":
    case "unarchive": {
      const done = await archiveShipment(services, accountId, shipmentId, asked.data.intent === "archive");
      return resultOf(done.kind === "done" ? `${asked.data.intent}d` : done.kind);
    }
    case "stop":
    case "resume": {
      const done = await followShipment(services, accountId, shipmentId, asked.data.intent === "resume");
      return resultOf(done.kind === "done" ? asked.data.intent : done.kind);
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

function resultOf(key: Good | (typeof bad)[number]) {
  return { key, isError: bad.some((known) => known === key) };
}
