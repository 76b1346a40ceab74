import type { Behaviour, ReceivedRequest } from "./misbehaving-server";

/** One tracking as the stand-in keeps it. */
interface Stored {
  id: string;
  tracking_number: string;
  courier_code: string;
  delivery_status: string;
  substatus: string | null;
  updating: boolean;
  archived: string;
  created_at: string;
  update_at: string;
  fields: Record<string, unknown>;
  story: Record<string, unknown>;
}

export const V4_KEY = "8kq2v1zx-0a7c-4f2h-9m3p-5r6t7u8w9y0z";

const couriers = ["china-post", "usps", "dhl", "mondialrelay"].map((code) => ({
  courier_name: code.toUpperCase(),
  courier_code: code,
  courier_country_iso2: null,
  courier_url: `https://carrier.example/${code}`,
  courier_phone: "",
  courier_type: "express",
  courier_logo: `//pictures.example/${code}.png`,
  tracking_required_fields: code === "mondialrelay" ? ["tracking_postal_code"] : null,
  optional_fields: null,
  default_language: "en",
  support_language: ["en"],
}));

const updatable = new Set([
  "order_number",
  "order_date",
  "order_id",
  "customer_name",
  "customer_email",
  "customer_sms",
  "title",
  "logistics_channel",
  "note",
  "label",
  "archived_status",
  "courier_code_new",
]);

/** HTTP status and message type of each code. */
function metaOf(code: number, message = `Message ${String(code)}`): { status: number; meta: object } {
  if (code === 200) return { status: 200, meta: { code, message: "Request response is successful" } };
  const type =
    code < 500
      ? { 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 429: "TooManyRequests" }[code]
      : "ServerError";
  const status = code < 500 ? code : code < 600 ? 500 : 400;
  return { status, meta: { code, type: code >= 1000 ? "BadRequest" : (type ?? "BadRequest"), message } };
}

/**
 * TrackingMore v4 outside the product, behaving as its fact sheet says: HTTP status and `meta.code`
 * both tell, `success` and `error` in a batch, bare arrays in a list, ids for changes, no total, no
 * "created".
 */
export class TrackingMoreV4StandIn {
  readonly requests: ReceivedRequest[] = [];
  /** What each pair has cost, by `number|courier`. */
  readonly charges = new Map<string, number>();
  quota = 1_000;
  #ids = 0;
  readonly #stored: Stored[] = [];

  constructor(
    readonly now: () => Date,
    readonly apiKey: string = V4_KEY,
  ) {}

  /**
   * Answers one request; a behaviour of the misbehaving server, so that faults can stand before it.
   */
  readonly answer = (request: ReceivedRequest): Behaviour => {
    this.requests.push(request);
    const url = new URL(request.path, "http://v4.invalid");
    const route = /^\/v4(\/.*)$/.exec(url.pathname)?.[1] ?? "";
    if (request.headers["tracking-api-key"] !== this.apiKey) return this.#say(401, []);
    const [, section = "", action = "", id = ""] = route.split("/");
    const name = `${request.method} /${section}${action === "" ? "" : `/${action}`}`;
    switch (name) {
      case "GET /couriers/all":
        return this.#say(200, couriers);
      case "POST /trackings/create":
        return this.#createOne(readJson(request.body));
      case "POST /trackings/batch":
        return this.#createBatch(readJson(request.body));
      case "GET /trackings/get":
        return this.#list(url.searchParams);
      case "PUT /trackings/update":
        return this.#update(decodeURIComponent(id), readJson(request.body));
      case "DELETE /trackings/delete":
        return this.#delete(decodeURIComponent(id));
      case "POST /awb":
        return this.#waybill(readJson(request.body));
      default:
        return this.#say(404, []);
    }
  };

  /** News from the carrier. */
  report(
    number: string,
    courierCode: string,
    news: Partial<Pick<Stored, "delivery_status" | "substatus" | "updating">> & { story?: Record<string, unknown> },
  ): void {
    const stored = this.#find(number, courierCode);
    if (!stored) throw new Error(`${number} was never created`);
    Object.assign(stored, news, { update_at: printed(this.now()) });
  }

  #say(code: number, data: unknown, message?: string): Behaviour {
    const { status, meta } = metaOf(code, message);
    return { kind: "answer", status, body: { meta, data } };
  }

  #createOne(given: unknown): Behaviour {
    const outcome = this.#create(given);
    return typeof outcome === "number" ? this.#say(outcome, []) : this.#say(200, this.#print(outcome));
  }

  #createBatch(given: unknown): Behaviour {
    if (!Array.isArray(given)) return this.#say(400, []);
    const entries: unknown[] = given;
    if (entries.length > 40) return this.#say(4103, []);
    const success: object[] = [];
    const error: object[] = [];
    for (const entry of entries) {
      const outcome = this.#create(entry);
      const { tracking_number, courier_code } = asRecord(entry);
      if (typeof outcome === "number") {
        error.push({ tracking_number, courier_code, errorCode: outcome, errorMessage: `Message ${String(outcome)}` });
      } else {
        success.push({ id: outcome.id, tracking_number: outcome.tracking_number, courier_code: outcome.courier_code });
      }
    }
    return this.#say(200, { success, error });
  }

  #create(given: unknown): Stored | number {
    const { tracking_number: number, courier_code: courier, ...fields } = asRecord(given);
    if (typeof number !== "string" || number === "") return 4111;
    if (!/^[A-Za-z0-9_-]{4,60}$/.test(number)) return 4110;
    const known = couriers.find(({ courier_code }) => courier_code === String(courier).toLowerCase());
    if (!known) return 4120;
    if ((known.tracking_required_fields ?? []).some((field) => typeof fields[field] !== "string")) return 4122;
    if (typeof fields.order_date === "string" && !/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(fields.order_date)) return 4130;
    if (this.#find(number, known.courier_code)) return 4101;
    if (this.quota <= 0) return 4190;
    this.quota -= 1;
    const pair = `${number}|${known.courier_code}`;
    this.charges.set(pair, (this.charges.get(pair) ?? 0) + 1);
    this.#ids += 1;
    const stored: Stored = {
      id: this.#ids.toString(16).padStart(32, "0"),
      tracking_number: number,
      courier_code: known.courier_code,
      delivery_status: "pending",
      substatus: null,
      updating: true,
      archived: "tracking",
      created_at: printed(this.now()),
      update_at: printed(this.now()),
      fields,
      story: {},
    };
    this.#stored.push(stored);
    return stored;
  }

  #list(query: URLSearchParams): Behaviour {
    const numbers =
      query
        .get("tracking_numbers")
        ?.split(",")
        .map((number) => number.toUpperCase()) ?? null;
    if (numbers && numbers.length > 40) return this.#say(4103, []);
    const courier = query.get("courier_code")?.toLowerCase() ?? null;
    const status = query.get("delivery_status");
    const since = query.get("updated_date_min");
    if (since !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(since)) return this.#say(4130, []);
    const fits = this.#stored.filter(
      (stored) =>
        (numbers === null || numbers.includes(stored.tracking_number.toUpperCase())) &&
        (courier === null || stored.courier_code === courier) &&
        (status === null || stored.delivery_status === status) &&
        (since === null || Date.parse(stored.update_at) >= Date.parse(since)),
    );
    if (numbers !== null && fits.length === 0) return this.#say(4102, []);
    const size = Number(query.get("items_amount") ?? "100");
    const page = Number(query.get("pages_amount") ?? "1");
    const shown = fits.slice((page - 1) * size, page * size);
    return this.#say(
      200,
      shown.map((stored) => this.#print(stored)),
    );
  }

  #update(id: string, given: unknown): Behaviour {
    const stored = this.#stored.find((entry) => entry.id === id);
    if (!stored) return this.#say(4112, []);
    const changes = asRecord(given);
    if (Object.keys(changes).some((name) => !updatable.has(name))) return this.#say(4130, []);
    const { courier_code_new: courier, ...fields } = changes;
    if (typeof courier === "string") {
      if (!couriers.some(({ courier_code }) => courier_code === courier)) return this.#say(4120, []);
      if (this.#find(stored.tracking_number, courier)) return this.#say(4101, []);
      stored.courier_code = courier;
      stored.update_at = printed(this.now());
    }
    Object.assign(stored.fields, fields);
    const { tracking_number, courier_code } = stored;
    return this.#say(200, { id, tracking_number, courier_code, courier_code_new: courier ?? null, ...stored.fields });
  }

  #delete(id: string): Behaviour {
    const index = this.#stored.findIndex((entry) => entry.id === id);
    if (index < 0) return this.#say(4112, []);
    this.#stored.splice(index, 1);
    return this.#say(200, []);
  }

  #waybill(given: unknown): Behaviour {
    const { awb_number: number } = asRecord(given);
    if (typeof number !== "string" || !/^\d{3}[ -]?\d{8}$/.test(number)) return this.#say(4160, []);
    if (!number.startsWith("172")) return this.#say(4161, []);
    if (this.quota < 50) return this.#say(4190, []);
    this.quota -= 50;
    const flight = {
      depart_station: "LUX",
      arrival_station: "ORD",
      plan_depart_time: "",
      depart_time: "2026-11-18 10:00",
      plan_arrival_time: "",
      arrival_time: "",
    };
    return this.#say(200, {
      awb_number: number,
      awb_status: "transit",
      status_number: "2",
      weight: "120.0K",
      piece: "4",
      origin: "LUX",
      destination: "ORD",
      last_event: "Departed",
      flight_way_station: ["LUX", "ORD"],
      flight_info: [],
      flight_info_new: [{ flight_number: "CV6105", ...flight, piece: "4", weight: "120.0K", status: "DEP" }],
      track_info: [
        {
          plan_date: "",
          actual_date: "2026-11-18 10:00",
          event: "Departed",
          station: "LUX",
          flight_number: "CV6105",
          status: "DEP",
          piece: "4",
          weight: "120.0K",
        },
      ],
      airline_info: {
        name: "Cargolux",
        url: "https://airline.example",
        track_url: "https://airline.example/track",
        trackpage_url: "",
      },
    });
  }

  #find(number: string, courierCode: string): Stored | undefined {
    return this.#stored.find(
      (entry) =>
        entry.tracking_number.toUpperCase() === number.toUpperCase() &&
        entry.courier_code === courierCode.toLowerCase(),
    );
  }

  /** What the fact sheet's fixture has: nulls for what is not known, both halves always there. */
  #print(stored: Stored): object {
    const { fields, story, ...own } = stored;
    const nothing = { courier_code: null, courier_phone: null, weblink: null, reference_number: null, trackinfo: null };
    return {
      ...own,
      order_number: null,
      title: null,
      note: null,
      ...fields,
      source: "API",
      scheduled_delivery_date: null,
      signed_by: null,
      transit_time: 0,
      latest_event: null,
      latest_checkpoint_time: null,
      origin_country: null,
      destination_country: fields.destination_country_iso2 ?? null,
      origin_info: { ...nothing, milestone_date: { pickup_date: null } },
      destination_info: { ...nothing, milestone_date: { pickup_date: null } },
      ...story,
    };
  }
}

const printed = (instant: Date) => `${instant.toISOString().slice(0, 19)}+00:00`;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
