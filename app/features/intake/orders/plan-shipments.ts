import { chooseCourier } from "~/domain/carriers/choose-courier";
import type { CourierKnowledge } from "~/features/carriers/courier-knowledge.server";
import { readTrackingNumber } from "~/domain/tracking/number";
import type { FulfillmentPayload } from "./webhook-payloads";

/** A shipment as a fulfillment's number and company describe it. */
export interface PlannedShipment {
  kind: "number" | "not-a-number";
  number: string;
  numberKey: string;
  /** '' where no courier could be chosen. */
  courierCode: string;
  source: "rule" | "company" | "format" | "none";
  reason: unknown;
  candidates: unknown[];
}

/** Statuses under which a fulfillment sends nothing. */
const sendsNothing = new Set(["cancelled", "error", "failure"]);

/**
 * A merchant may type anything into the field; what is no number is shown to them, cut to what a
 * page can show.
 */
const SHOWN_CHARACTERS = 250;

/** The shipments of a fulfillment: one per tracking number, none for what is not shipped. */
export function plannedShipments(payload: FulfillmentPayload, knowledge: CourierKnowledge): PlannedShipment[] {
  if (payload.status !== null && sendsNothing.has(payload.status)) return [];
  const lines = payload.line_items;
  if (lines.length > 0 && lines.every((line) => line.requires_shipping === false || line.gift_card === true)) return [];
  const numbers = payload.tracking_numbers.length > 0 ? payload.tracking_numbers : [payload.tracking_number];
  const planned = numbers.filter((text) => text !== null).flatMap((text) => planShipment(text, payload, knowledge));
  return [...new Map(planned.map((shipment) => [shipment.numberKey, shipment])).values()];
}

function planShipment(text: string, payload: FulfillmentPayload, knowledge: CourierKnowledge): PlannedShipment[] {
  const read = readTrackingNumber(text);
  if (read.kind === "not-a-number") {
    if (read.reason === "empty") return [];
    const shown = text
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim()
      .slice(0, SHOWN_CHARACTERS);
    const problem = { by: "not-a-number", reason: read.reason };
    return [
      {
        kind: "not-a-number",
        number: shown,
        numberKey: shown.toUpperCase(),
        courierCode: "",
        source: "none",
        reason: problem,
        candidates: [],
      },
    ];
  }
  const choice = chooseCourier({
    numberKey: read.numberKey,
    company: payload.tracking_company,
    countryCode: payload.destination?.country_code ?? null,
    ...knowledge,
  });
  const { number, numberKey } = read;
  return choice.kind === "chosen"
    ? [
        {
          kind: "number",
          number,
          numberKey,
          courierCode: choice.courierCode,
          source: choice.source,
          reason: choice.reason,
          candidates: [],
        },
      ]
    : [
        {
          kind: "number",
          number,
          numberKey,
          courierCode: "",
          source: "none",
          reason: choice.reason,
          candidates: choice.candidates,
        },
      ];
}
