import { z } from "zod";
import { callAddress } from "~/tracking-api/client/address";
import { rateLimited, withoutEnvelope } from "~/tracking-api/client/client";
import type { CallResult } from "~/tracking-api/client/result";
import { sendOnce } from "~/tracking-api/client/transport";
import { airTracking, type AirTracking } from "~/tracking-api/contract/air-cargo";
import { anything } from "~/tracking-api/contract/anything";
import { settleReported, type BatchSettlement, type ReportedEntry } from "~/tracking-api/contract/batch";
import type { CreateRequest } from "~/tracking-api/contract/create";
import type { Method, WireRequest } from "~/tracking-api/contract/endpoint";
import { readEnvelope } from "~/tracking-api/contract/envelope";
import { lenientText, readEach } from "~/tracking-api/contract/lenient";
import { normalOrderTime, printInstant } from "~/tracking-api/contract/times";
import type { ProviderCarrier, ProviderConnection } from "~/providers/tracking/port/tracking-provider";
import { badKeyCode, existsCode, notCreatedCode, okCode } from "./codes";
import { v4Item, type V4Item } from "./item";

const keyHeader = "Tracking-Api-Key";

/** A page of 100 items with long stories is far below this. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** What a list call asks for; null is no filter. */
export interface V4ListAsk {
  /** None of them may hold a comma: that is what they are joined with. */
  numbers: readonly string[] | null;
  courierCode: string | null;
  updatedSince: Date | null;
  /** From 1. Travels as `pages_amount`, which is the page's number in spite of its name. */
  page: number;
  /** Travels as `items_amount`. */
  pageSize: number;
}

/** One page; v4 tells no total. */
export interface V4Page {
  items: V4Item[];
  /** Items of this page that could not be read. */
  unreadableItems: number;
}

/**
 * TrackingMore v4, as far as the port needs it. Nothing is thrown for what a server or a network
 * can do.
 */
export interface TrackingMoreV4Client {
  /** 1 to 40; creating a pair again costs nothing. */
  createTrackings(items: readonly CreateRequest[]): Promise<CallResult<BatchSettlement>>;
  listTrackings(ask: V4ListAsk): Promise<CallResult<V4Page>>;
  /** `id` is the provider's, not the number. */
  changeCourier(id: string, courierCode: string): Promise<CallResult<null>>;
  listCouriers(): Promise<CallResult<ProviderCarrier[]>>;
  /** One waybill, `172-28891936`; each costs 50 of quota. */
  trackWaybill(waybill: string): Promise<CallResult<AirTracking>>;
}

const createdEntry = z.object({
  id: lenientText,
  tracking_number: z.coerce.string().min(1),
  courier_code: lenientText,
});

/** Camel case, unlike everything else. */
const refusedEntry = z.object({
  tracking_number: z.coerce.string().min(1),
  courier_code: lenientText,
  errorCode: z.coerce.number().int(),
  errorMessage: lenientText,
});

/** PHP prints an empty map as `[]`. */
const mapOrNothing = (data: unknown): unknown => (Array.isArray(data) && data.length === 0 ? {} : data);

const batchAnswer = z.preprocess(
  mapOrNothing,
  z
    .object({ success: z.array(z.unknown()).nullish(), error: z.array(z.unknown()).nullish() })
    .transform(({ success, error }): { reported: ReportedEntry[]; unreadableEntries: number } => {
      const created = readEach(createdEntry, success ?? []);
      const refused = readEach(refusedEntry, error ?? []);
      return {
        reported: [...created.read.map(reportedCreated), ...refused.read.map(reportedRefused)],
        unreadableEntries: created.unreadable + refused.unreadable,
      };
    }),
);

function reportedCreated(entry: z.output<typeof createdEntry>): ReportedEntry {
  return {
    number: entry.tracking_number,
    outcome: "added",
    code: okCode,
    message: "",
    providerId: entry.id,
    providerCarrierCode: entry.courier_code,
  };
}

function reportedRefused(entry: z.output<typeof refusedEntry>): ReportedEntry {
  return {
    number: entry.tracking_number,
    outcome: entry.errorCode === existsCode ? "exists" : "rejected",
    code: entry.errorCode,
    message: entry.errorMessage ?? "",
    providerId: null,
    providerCarrierCode: entry.courier_code,
  };
}

/** The bare array; some programs also met `items` and `trackings` around it. */
const listAnswer = z
  .union([
    z.array(z.unknown()),
    z.object({ items: z.array(z.unknown()) }).transform(({ items }) => items),
    z.object({ trackings: z.array(z.unknown()) }).transform(({ trackings }) => trackings),
  ])
  .transform((entries): V4Page => {
    const { read, unreadable } = readEach(v4Item, entries);
    return { items: read, unreadableItems: unreadable };
  });

const courier = z
  .object({
    courier_code: z.string().min(1),
    courier_name: z.string(),
    courier_type: lenientText,
    courier_url: lenientText,
    courier_phone: lenientText,
    courier_logo: lenientText,
  })
  .transform((given): ProviderCarrier => ({
    code: given.courier_code,
    name: given.courier_name,
    type: given.courier_type,
    homepage: given.courier_url,
    phone: given.courier_phone,
    picture: given.courier_logo,
  }));

const couriersAnswer = z.array(z.unknown()).transform((entries) => readEach(courier, entries).read);

/** A change answers with an echo: the code alone says whether it was done. */
const ignored = anything.transform(() => null);

const flights = z.array(z.looseObject({ flight_number: z.string() })).catch([]);

/** One object per waybill, where v2 has a map by number; told in v2's shape, which ours is. */
const waybillAnswer = z
  .looseObject({
    awb_number: z.string().min(1),
    airline_info: anything,
    flight_info: anything,
    flight_info_new: flights,
  })
  .transform(({ awb_number, airline_info, flight_info, flight_info_new, ...rest }): unknown => ({
    airline_info: mapOrNothing(airline_info ?? {}),
    return_data: {
      ...rest,
      track_number: awb_number,
      flight_info: hasEntries(flight_info)
        ? flight_info
        : Object.fromEntries(flight_info_new.map(({ flight_number, ...flight }) => [flight_number, flight])),
    },
  }))
  .pipe(airTracking);

function hasEntries(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/**
 * A create as v4 spells it, with what is known alone. `auto_correct` is left out: its meaning is
 * not documented here. So is `language`: a translation may cost a second credit for every number.
 */
function printCreate(item: CreateRequest): Record<string, string> {
  const fields: Record<string, string | null> = {
    tracking_number: item.number,
    courier_code: item.carrierCode,
    order_number: item.orderId,
    order_date: normalOrderTime(item.orderCreateTime),
    destination_country_iso2: item.destinationCode,
    customer_name: item.customerName,
    customer_email: item.customerEmail,
    customer_sms: item.customerPhone,
    title: item.title,
    logistics_channel: item.logisticsChannel,
    note: item.comment,
    tracking_ship_date: item.shipDate,
    tracking_postal_code: item.postalCode,
    tracking_courier_account: item.accountNumber,
    tracking_destination_country: item.destinationCountry,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== null));
}

/** One call: where it goes, and how its answer is read. */
interface Call<T> extends WireRequest {
  method: Method;
  /** Below the base address; `{name}` is a part. */
  template: string;
  data: z.ZodType<T>;
  /** Whether a refusal's data says more than its code. */
  readsRefusal?: (code: number, data: T) => boolean;
}

/** A client for one account. Every call goes out once: pace and repetition are the caller's. */
export function trackingMoreV4Client(connection: ProviderConnection): TrackingMoreV4Client {
  const { baseUrl, apiKey, fetch, timeoutMs, now } = connection;

  async function call<T>({ method, template, data, readsRefusal, ...request }: Call<T>): Promise<CallResult<T>> {
    // A key that no header can carry is a wrong key, not a lost connection.
    if (!/^[\x21-\x7e]+$/.test(apiKey)) return { kind: "api-error", code: badKeyCode, type: "", message: "" };
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const incoming = await sendOnce(
      {
        url: callAddress(baseUrl, template, request.path, request.query),
        method,
        headers: {
          accept: "application/json",
          ...(body === null ? {} : { "content-type": "application/json" }),
          [keyHeader]: apiKey,
        },
        body,
      },
      { fetch, timeoutMs, maxAnswerBytes },
    );
    if (incoming.kind !== "answer") return incoming;
    const read = readEnvelope(incoming.text);
    if (read.kind !== "envelope") return withoutEnvelope(read, incoming, { now });
    const { meta } = read.envelope;
    if (meta.code === 429) return rateLimited(incoming, { now });
    const parsed = data.safeParse(read.envelope.data);
    if (meta.code !== okCode && !(parsed.success && readsRefusal?.(meta.code, parsed.data))) {
      return { kind: "api-error", ...meta };
    }
    return parsed.success
      ? { kind: "ok", code: okCode, data: parsed.data }
      : { kind: "unreadable", reason: "wrong-shape" };
  }

  return {
    async createTrackings(items) {
      const result = await call({
        method: "POST",
        template: "/trackings/batch",
        body: items.map(printCreate),
        data: batchAnswer,
        // A batch of which nothing was taken may come as a refusal that lists its items.
        readsRefusal: (code, { reported }) => code >= 4100 && code < 4200 && reported.length > 0,
      });
      if (result.kind !== "ok") return result;
      return { ...result, data: settleReported(items, result.data.reported, result.data.unreadableEntries) };
    },

    async listTrackings({ numbers, courierCode, updatedSince, page, pageSize }) {
      const query = {
        ...(numbers === null ? {} : { tracking_numbers: numbers.join(",") }),
        ...(courierCode === null ? {} : { courier_code: courierCode }),
        ...(updatedSince === null ? {} : { updated_date_min: printInstant(updatedSince) }),
        items_amount: String(pageSize),
        pages_amount: String(page),
      };
      const result = await call({ method: "GET", template: "/trackings/get", query, data: listAnswer });
      // "Never created" is what a list without hits may say.
      const isEmpty = result.kind === "api-error" && result.code === notCreatedCode;
      return isEmpty ? { kind: "ok", code: okCode, data: { items: [], unreadableItems: 0 } } : result;
    },

    changeCourier: (id, courierCode) =>
      call({
        method: "PUT",
        template: "/trackings/update/{id}",
        path: { id },
        body: { courier_code_new: courierCode },
        data: ignored,
      }),

    listCouriers: () => call({ method: "GET", template: "/couriers/all", data: couriersAnswer }),

    trackWaybill: (waybill) =>
      call({ method: "POST", template: "/awb", body: { awb_number: waybill }, data: waybillAnswer }),
  };
}
