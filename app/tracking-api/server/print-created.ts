import type { CreateRequest } from "../contract/create";
import type { EmittedBatchEntry, EmittedCreated } from "../contract/created";
import { printInstant } from "../contract/times";
import type { CreateOutcome } from "./service";

type Created = Extract<CreateOutcome, { kind: "created" }>;

/** What a batch answers for a number it added: the request's own fields, except the language. */
export function printBatchEntry(request: CreateRequest, created: Created): EmittedBatchEntry {
  return {
    id: created.id,
    tracking_number: request.number,
    carrier_code: created.carrierCode,
    order_create_time: request.orderCreateTime ?? 0,
    status: "pending",
    created_at: printInstant(created.createdAt),
    customer_email: request.customerEmail,
    customer_name: request.customerName,
    customer_phone: request.customerPhone,
    order_id: request.orderId,
    comment: request.comment,
    title: request.title,
    logistics_channel: request.logisticsChannel,
  };
}

/** What a single create answers. */
export function printCreated(request: CreateRequest, created: Created): EmittedCreated {
  return { ...printBatchEntry(request, created), destination: request.destinationCode ?? "" };
}
