import { z } from "zod";
import { brands, type Brand } from "./brands";
import { languageOf, refuse, textField } from "./fields";
import { numberKey } from "./words";

/**
 * One number to be tracked: what a client asks for, and what the server has once the request passed
 * its door.
 */
export interface CreateRequest {
  /** As given, trimmed. */
  number: string;
  carrierCode: string;
  title: string | null;
  logisticsChannel: string | null;
  customerName: string | null;
  customerEmail: string | null;
  customerPhone: string | null;
  orderId: string | null;
  /** As given, `2017/8/27 16:51`; `normalOrderTime` and `orderInstant` read it. */
  orderCreateTime: string | null;
  /** Alpha-2, upper case. */
  destinationCode: string | null;
  /** `YYYYMMDD`. */
  shipDate: string | null;
  postalCode: string | null;
  accountNumber: string | null;
  /** Destination of special couriers; travels under two names. */
  destinationCountry: string | null;
  /** Two lower-case letters. */
  lang: string | null;
  /**
   * True: the courier is not to be corrected from the number (`auto_correct: 1`, which reads the
   * other way round).
   */
  keepCarrier: boolean;
  comment: string | null;
}

/**
 * The number's characters as the official kit checks them, and blanks inside, which count for
 * nothing.
 */
const numberPattern = /^[0-9A-Za-z_-](?:[0-9A-Za-z_ -]*[0-9A-Za-z_-])$/;

const carrierPattern = /^[0-9A-Za-z_-]{1,64}$/;

/** A tracking number that can exist: 5 to 50 of the allowed characters. */
export function isTrackingNumber(number: string): boolean {
  const { length } = numberKey(number);
  return length >= 5 && length <= 50 && numberPattern.test(number);
}

/** A courier code that can exist. */
export function isCarrierCode(code: string): boolean {
  return carrierPattern.test(code);
}

/** The number as meant: one client sends it URL-encoded inside the JSON. */
function plainNumber(given: string): string {
  if (!/%[0-9a-f]{2}/i.test(given)) return given;
  try {
    return decodeURIComponent(given).trim();
  } catch {
    return given;
  }
}

/** A tracking number: 4013 where there is none, 4014 where it cannot be one. */
export const numberField = textField(4014).transform((given, ctx): string => {
  if (given === null) return refuse(ctx, 4013);
  const number = plainNumber(given);
  return isTrackingNumber(number) ? number : refuse(ctx, 4014);
});

const carrierField = textField(4015).transform((code, ctx): string =>
  code !== null && isCarrierCode(code) ? code : refuse(ctx, 4015),
);

/** A create's body. Unknown fields are ignored; a refusal names the first field that is wrong. */
export const createRequest = z
  .object({
    tracking_number: numberField,
    carrier_code: carrierField,
    title: textField(),
    logistics_channel: textField(),
    customer_name: textField(),
    customer_email: textField(),
    customer_phone: textField(),
    order_id: textField(),
    order_create_time: textField(),
    destination_code: textField(),
    tracking_ship_date: textField(),
    tracking_postal_code: textField(),
    tracking_account_number: textField(),
    specialNumberDestination: textField(),
    tracking_destination_country: textField(),
    lang: textField(),
    auto_correct: textField(),
    comment: textField(),
  })
  .transform((given): CreateRequest => ({
    number: given.tracking_number,
    carrierCode: given.carrier_code,
    title: given.title,
    logisticsChannel: given.logistics_channel,
    customerName: given.customer_name,
    customerEmail: given.customer_email,
    customerPhone: given.customer_phone,
    orderId: given.order_id,
    orderCreateTime: given.order_create_time,
    destinationCode: given.destination_code?.toUpperCase() ?? null,
    shipDate: given.tracking_ship_date,
    postalCode: given.tracking_postal_code,
    accountNumber: given.tracking_account_number,
    destinationCountry: given.specialNumberDestination ?? given.tracking_destination_country,
    lang: languageOf(given.lang),
    keepCarrier: given.auto_correct === "1",
    comment: given.comment,
  }));

/** A create that says nothing but which number: what is added to it is what is said. */
export const blankCreate: Omit<CreateRequest, "number" | "carrierCode"> = {
  title: null,
  logisticsChannel: null,
  customerName: null,
  customerEmail: null,
  customerPhone: null,
  orderId: null,
  orderCreateTime: null,
  destinationCode: null,
  shipDate: null,
  postalCode: null,
  accountNumber: null,
  destinationCountry: null,
  lang: null,
  keepCarrier: false,
  comment: null,
};

/** The body a client sends for one number; what is not given is left out. */
export function printCreate(request: CreateRequest, brand: Brand): Record<string, string | number> {
  const fields: Record<string, string | number | null> = {
    tracking_number: request.number,
    carrier_code: request.carrierCode,
    destination_code: request.destinationCode,
    title: request.title,
    logistics_channel: request.logisticsChannel,
    customer_name: request.customerName,
    customer_email: request.customerEmail,
    customer_phone: request.customerPhone,
    order_id: request.orderId,
    order_create_time: request.orderCreateTime,
    tracking_ship_date: request.shipDate,
    tracking_postal_code: request.postalCode,
    tracking_account_number: request.accountNumber,
    [brands[brand].destinationField]: request.destinationCountry,
    lang: request.lang,
    auto_correct: request.keepCarrier ? 1 : null,
    comment: request.comment,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string | number] => field[1] !== null),
  );
}
