import { z } from "zod";
import { expectedArrival, noArrivalFacts, type ArrivalFacts } from "~/domain/arrival/arrival";
import { packagedCarriers, type CarrierDirectory } from "~/domain/carriers/directory";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { attentionAfterDays } from "~/domain/shipments/attention";
import { orderCheckpoints } from "~/domain/tracking/checkpoint";
import { eventPhrase, type PhraseKey } from "~/domain/tracking/event-phrase";
import { progressOf } from "~/domain/tracking/progress";
import type { TrackingStatus } from "~/domain/tracking/status";
import { readSubstatus, substatusReason, type SubstatusReason } from "~/domain/tracking/substatus";
import type { Leg } from "~/domain/tracking/update";
import { redactor, type Redactor } from "~/domain/redaction/redaction";
import { defaultTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import { courierWords } from "./courier-words";
import { customerRemover, townOf, type CustomerWords } from "~/domain/redaction/private-words";

/**
 * What a shopper may know of an order: the same for the storefront, the page without script and the
 * order-status widget.
 */
export interface ShopperAnswer {
  /** Empty for who gave a tracking number alone: whose order it is in is nobody else's business. */
  order: { name: string };
  /** Our own now: what is relative is told from here, whatever the shopper's clock says. */
  answeredAt: string;
  /** The latest check of any parcel. */
  checkedAt: string | null;
  /** The one that moved last first. */
  parcels: ShopperParcel[];
}

export interface ShopperParcel {
  /** Null for a visitor we cannot tell from a stranger, and for what was sent without one. */
  number: string | null;
  carrier: { name: string; url: string | null; phone: string | null } | null;
  /** `shipped` where nobody tracks the parcel. */
  status: TrackingStatus | "shipped";
  /**
   * A reason that says more than the status, null where there is none. Clients without words for it
   * tell the status.
   */
  substatusKey: SubstatusReason | null;
  /** 1 to 5: ordered, shipped, in transit, out for delivery, delivered. */
  step: 1 | 2 | 3 | 4 | 5;
  trouble: boolean;
  /** Days by the shop's calendar, `YYYY-MM-DD`. */
  expected: { from: string | null; to: string | null } | null;
  lastEvent: ShopperEvent | null;
  /** Newest first, at most `maxShopperEvents`. */
  events: ShopperEvent[];
  contents: { title: string; quantity: number }[];
  checkedAt: string | null;
  /** Whole days without news where that is worth saying, otherwise null. */
  silentDays: number | null;
}

export interface ShopperEvent {
  /** The carrier's own words. */
  text: string;
  /**
   * What they say, where that is known and the carrier does not speak the shopper's language;
   * otherwise null.
   */
  phraseKey: PhraseKey | null;
  place: string;
  /** The carrier's wall clock, `YYYY-MM-DDTHH:MM:SS`. */
  local: string;
  leg: Leg;
  country: string | null;
}

/** What we hold of one parcel. */
export interface ParcelFacts {
  /** Null for what was sent without one. */
  number: string | null;
  courierCode: string;
  trackingCompany: string | null;
  status: TrackingStatus;
  substatus: string | null;
  registrationState: string;
  lastEventAt: Date | null;
  shippedAt: Date | null;
  checkedAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  /** What the shop itself can tell of when it comes; nothing unless told. */
  arrival?: ArrivalFacts;
  contents: unknown;
  checkpoints: EventFacts[];
}

/**
 * What was sent without a tracking number: that it has left, with whom and what is inside, is all
 * there is to know.
 */
export function unnumberedParcel(sent: Pick<ParcelFacts, "trackingCompany" | "contents">): ParcelFacts {
  return {
    ...sent,
    number: null,
    courierCode: "",
    status: "pending",
    substatus: null,
    registrationState: "none",
    lastEventAt: null,
    shippedAt: null,
    checkedAt: null,
    expectedFrom: null,
    expectedTo: null,
    checkpoints: [],
  };
}

export interface EventFacts extends Omit<ShopperEvent, "phraseKey"> {
  offsetMinutes: number | null;
  status: string | null;
}

export interface OrderFacts {
  name: string;
  parcels: ParcelFacts[];
  /** Whatever these say is taken out of every text. */
  customer: CustomerWords;
}

export interface AnswerOptions {
  now: Date;
  timeZone: string;
  language: string;
  /**
   * `parcel`: for who gave the parcel's number alone; nothing of its order and no contents.
   * `status`: for who has not shown to be the buyer; no number, no carrier, no contents, no
   * history, places by town.
   */
  detail: "full" | "parcel" | "status";
  /** The shop's carriers; the packaged ones unless told. */
  carriers?: CarrierDirectory;
  /** What the merchant shows and hides; everything is shown unless told. */
  trackingPage?: TrackingPageSettings;
}

export const maxShopperEvents = 200;
const maxWordingRounds = 6;
const dayMs = 86_400_000;

/**
 * How texts of carriers and of the merchant's become what a shopper reads: the customer's words go
 * first, then what is hidden.
 */
interface Wording {
  text: (text: string) => string;
  place: (place: string) => string;
  redact: Redactor;
  page: TrackingPageSettings;
}

/**
 * Maps what we hold to what a shopper may know. Pure; no field of the customer gets through, and
 * nothing the merchant hides.
 */
export function shopperAnswer(order: OrderFacts, options: AnswerOptions): ShopperAnswer {
  const wording = wordingFor(order, options);
  const checks = order.parcels.flatMap(({ checkedAt }) => checkedAt?.getTime() ?? []);
  return {
    order: { name: options.detail === "parcel" ? "" : order.name },
    answeredAt: options.now.toISOString(),
    checkedAt: checks.length > 0 ? new Date(Math.max(...checks)).toISOString() : null,
    parcels: order.parcels.map((parcel) => shopperParcel(parcel, options, wording)),
  };
}

function wordingFor({ customer, parcels }: OrderFacts, options: AnswerOptions): Wording {
  const { carriers = packagedCarriers, trackingPage: page = defaultTrackingPage } = options;
  const clean = customerRemover(customer);
  const redact = redactor({
    places: page.hiddenPlaces,
    words: page.hiddenWords,
    couriers: page.showCarrier ? [] : courierWords(parcels, carriers, page.carrierReplacement),
  });
  return {
    redact,
    page,
    text: (text) => untilSettled(text, (current) => redact.text(clean(current))),
    place: (place) => untilSettled(place, (current) => redact.place(clean(current))),
  };
}

/**
 * A word taken out may bring the halves of another together: done again until nothing changes, and
 * not told where it never ends.
 */
function untilSettled(text: string, step: (current: string) => string): string {
  let current = text;
  for (let round = 0; round < maxWordingRounds; round += 1) {
    const next = step(current);
    if (next === current) return current;
    current = next;
  }
  return "";
}

function shopperParcel(parcel: ParcelFacts, options: AnswerOptions, wording: Wording): ShopperParcel {
  const { courierCode, registrationState } = parcel;
  const tracked = courierCode !== "" && !isOwnCarrierCode(courierCode) && registrationState !== "rejected";
  const events = orderCheckpoints(parcel.checkpoints)
    .slice(0, maxShopperEvents)
    .map((event) => ({
      ...event,
      text: wording.text(event.text),
      place: wording.place(event.place),
      country: wording.redact.country(event.country),
    }))
    .map((event) => shopperEvent(event, options.language));
  const [lastEvent = null] = events;
  const shown = {
    status: tracked ? parcel.status : ("shipped" as const),
    substatusKey: tracked ? reasonOf(parcel) : null,
    ...(tracked ? progressOf(parcel.status, parcel.substatus) : { step: 2 as const, trouble: false }),
    expected: tracked ? expectedOf(parcel, options, wording.page) : null,
    checkedAt: tracked ? (parcel.checkedAt?.toISOString() ?? null) : null,
    silentDays: tracked ? silentDaysOf(parcel, options.now) : null,
  };
  if (options.detail === "status") {
    const coarse = lastEvent && { ...lastEvent, text: "", phraseKey: null, place: townOf(lastEvent.place) };
    return { ...shown, number: null, carrier: null, lastEvent: coarse, events: [], contents: [] };
  }
  const carrier = shownCarrier(carrierOf(parcel, options), wording);
  const isOrderShown = options.detail === "full" && wording.page.showContents;
  const inside = isOrderShown ? contentsOf(parcel.contents) : [];
  const contents = inside.map(({ title, quantity }) => ({ title: wording.text(title), quantity }));
  return { ...shown, number: parcel.number, carrier, lastEvent, events, contents };
}

/**
 * The phrase is read from what the shopper may read, so that it cannot tell a word that was taken
 * out.
 */
function shopperEvent({ text, place, local, leg, country, status }: EventFacts, language: string): ShopperEvent {
  const phrase = eventPhrase({ text, place, status });
  const isForeign = phrase?.language !== language.split("-")[0]?.toLowerCase();
  return { text, phraseKey: isForeign ? (phrase?.key ?? null) : null, place, local, leg, country };
}

/**
 * A substatus may outlive its status (a merchant marks a lost parcel as delivered), so it must
 * belong to it.
 */
function reasonOf({ status, substatus }: ParcelFacts): SubstatusReason | null {
  return readSubstatus(substatus)?.startsWith(status) ? substatusReason(substatus) : null;
}

function carrierOf(
  parcel: ParcelFacts,
  { language, carriers = packagedCarriers }: AnswerOptions,
): ShopperParcel["carrier"] {
  const { courierCode: code, trackingCompany, number } = parcel;
  if (code === "" || number === null)
    return isNamed(trackingCompany) ? { name: trackingCompany, url: null, phone: null } : null;
  const phone = carriers.find(code)?.phone ?? null;
  return { name: carriers.name(code, language), url: carriers.link(code, number), phone };
}

/**
 * A link or a telephone number says who carries it: both go with the name, or with a part of it.
 */
function shownCarrier(carrier: ShopperParcel["carrier"], { text, redact, page }: Wording): ShopperParcel["carrier"] {
  if (carrier === null) return null;
  const name = text(page.showCarrier ? carrier.name : page.carrierReplacement);
  if (page.showCarrier && name === carrier.name && !redact.hides(carrier.url ?? "")) return carrier;
  const said = name === "" ? text(page.carrierReplacement) : name;
  return said === "" ? null : { name: said, url: null, phone: null };
}

/** Shopify's form offers "Other" to merchants whose carrier it does not list. */
function isNamed(company: string | null): company is string {
  return company !== null && company.trim() !== "" && company.trim().toLowerCase() !== "other";
}

/**
 * A merchant may keep the shop's own window to themselves; what the carrier or Shopify says is told
 * in any case.
 */
function expectedOf(
  parcel: ParcelFacts,
  options: AnswerOptions,
  page: TrackingPageSettings,
): ShopperParcel["expected"] {
  const { arrival: facts = noArrivalFacts } = parcel;
  const lanes = page.showOwnEstimate ? facts.lanes : [];
  const arrival = expectedArrival({ ...parcel, ...facts, lanes }, options);
  return arrival && { from: arrival.from, to: arrival.to };
}

function silentDaysOf(parcel: ParcelFacts, now: Date): number | null {
  const since = parcel.lastEventAt ?? parcel.shippedAt;
  // What waits to be collected has nothing to report.
  if (since === null || parcel.status === "delivered" || reasonOf(parcel) === "ready-for-pickup") return null;
  const days = Math.floor((now.getTime() - since.getTime()) / dayMs);
  return days >= attentionAfterDays.silent || parcel.status === "expired" ? Math.max(days, 1) : null;
}

const contentsSchema = z.array(z.array(z.object({ title: z.string(), quantity: z.number() })).catch([])).catch([]);

/** The lines of every fulfillment this parcel is the only box of. */
function contentsOf(current: unknown): { title: string; quantity: number }[] {
  return contentsSchema.parse(current).flat();
}
