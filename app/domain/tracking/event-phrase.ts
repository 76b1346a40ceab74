import type { TrackingStatus } from "./status";

/**
 * What carriers say of a parcel, as keys for words in any language (`event.*` of the extensions'
 * locale files).
 */
export type PhraseKey = keyof typeof phrases;

/** A recognised text: what it says, and the language the carrier said it in (ISO 639-1). */
export interface EventPhrase {
  key: PhraseKey;
  language: "en" | "zh";
}

/**
 * One event as a carrier told it; `status` is the provider's main status of the event, null where
 * it told none.
 */
export interface PhrasedEvent {
  text: string;
  place: string;
  status: string | null;
}

interface Wordings {
  /** Alternatives of the whole text, after `normalise`; `@` is the event's own place. */
  en: string;
  zh?: string;
  /**
   * Statuses that contradict the words: a text "Picked up" of a delivered parcel speaks of the
   * customer.
   */
  unless?: readonly TrackingStatus[];
}

const notDelivered: readonly TrackingStatus[] = [
  "pending",
  "notfound",
  "transit",
  "pickup",
  "undelivered",
  "exception",
  "expired",
];
const deliveredAlready: readonly TrackingStatus[] = ["delivered"];
const pastTheStart: readonly TrackingStatus[] = ["pickup", "delivered", "exception"];

const facility =
  "(?:the )?(?:usps )?(?:(?:carrier|regional|local|national|international|origin|destination|transit|shipping partner|postal) ){0,3}" +
  "(?:(?:sorting|sort|distribution|processing|logistics|item) ){0,2}(?:facility|center|hub|depot|terminal|station)";
const somewhere = `(?:${facility}|(?:the )?post office|unit|transit office of exchange)`;
const depot = "(?:the )?(?:local )?delivery (?:facility|unit|depot|station|office|center|hub)";
const customer = "(?:the )?(?:customer|recipient|addressee|consignee)";
const sender = "(?:the )?(?:original )?(?:sender|shipper)";
const door = "(?:left )?(?:(?:at|by) )?(?:the )?front door(?: ?/ ?porch)?";
const nobody = `(?:nobody (?:was )?(?:at )?home|no one (?:was )?(?:at )?home|${customer} (?:was )?not (?:at )?home)`;
const attempt = "(?:delivery (?:was )?attempted|attempted delivery|delivery attempt)";

/**
 * The wordings known for each phrase, from the example answers of the tracking API, the
 * postal union's event names (EMA to EMI), and what large carriers print for their own scans.
 */
const phrases = {
  "label-created": { en: "(?:shipping )?label (?:has been )?created", unless: deliveredAlready },
  "label-waiting": {
    en: "(?:shipping )?label (?:has been )?created, (?:the )?(?:carrier|usps) (?:is )?awaiting item",
    unless: deliveredAlready,
  },
  announced: {
    en:
      "(?:item|shipping|electronic(?: item)?|pre-?shipment|order) (?:information|info|details) (?:received|submitted|sent)" +
      `(?: to (?:the )?carrier| by (?:the )?carrier| by ${sender})?`,
    zh: "(?:已?收到电子信息|电子(?:预报)?信息已(?:收到|接收)|收到預報信息|已?收到預報資料)",
    unless: deliveredAlready,
  },
  accepted: {
    en: `(?:accepted|acceptance|posting ?/ ?collection|(?:accepted|received) (?:by (?:the )?(?:carrier|usps)|at ${facility}|at (?:the )?post office|at @)|(?:carrier|usps) in possession of item)`,
    zh: "(?:包裹|快件|邮件)?已?收寄",
    unless: pastTheStart,
  },
  "picked-up": {
    en: "(?:picked up|collected) by (?:the )?carrier|picked up|pick-?up completed",
    zh: "(?:包裹|快件|邮件)?已?揽(?:收|件)|已攬收",
    unless: pastTheStart,
  },
  processed: {
    en: `(?:processed|sorted) (?:at|in|through) (?:${somewhere}|@)|(?:processed|sorted) (?:at|in|through) ${facility} (?:in |, )?@`,
    zh: "(?:包裹|快件|邮件)?(?:已?分拣完成|已完成分拣)",
  },
  arrived: {
    en: `arriv(?:ed|al)(?:(?: at| in)? (?:${somewhere}|@|${facility} (?:in |, )?@))?`,
    zh: "(?:包裹|快件|邮件)?已?到[达達]@",
  },
  departed: {
    en: `departed|departure|(?:departed|departure|left)(?: from)? (?:${somewhere}|@|${facility} (?:in |, )?@)`,
    zh: "(?:包裹|快件|邮件)?已?[离離](?:开|開)@",
  },
  "in-transit": {
    en: "in transit(?: to (?:the )?(?:next facility|destination))?|on (?:its|the) way(?: to (?:the )?destination)?|moving through network",
    zh: "(?:包裹|快件|邮件)?(?:运输中|運輸中|转运中|轉運中)",
    unless: deliveredAlready,
  },
  delayed: { en: "in transit, arriving late|(?:delivery )?delayed", unless: deliveredAlready },
  "at-export-office": {
    en: "arriv(?:ed|al) at outward office of exchange",
    zh: "已?到[达達]出口互[换換]局",
  },
  "left-export-office": {
    en: "(?:departed|departure|left)(?: from)? outward office of exchange",
    zh: "已?[离離](?:开|開)出口互[换換]局",
  },
  "export-cleared": {
    en: "export customs (?:clearance )?(?:completed?|released?|cleared)|export clearance completed?",
    zh: "出口(?:海关已?放行|清关(?:已?完成)|报关(?:已?完成)|海關已?放行)",
  },
  "dispatch-prepared": { en: "prepar(?:e|ed|ing) (?:for )?dispatch to (?:the )?destination country" },
  "left-airport": {
    en: "(?:departed|departure|left)(?: from)? (?:the )?(?:airport of origin|origin airport)",
  },
  "with-airline": { en: "(?:handed|hand) over to (?:the )?airline", zh: "(?:已?交航空公司|已?交航)" },
  "in-destination-country": {
    en: "(?:arriv(?:ed|al)|receiv(?:ed?|al)) (?:in|at) (?:the )?(?:destination country|country of destination)",
    zh: "已?(?:到[达達]|抵[达達])(?:目的[国國]|寄[达達][国國])",
  },
  "at-import-office": {
    en: "arriv(?:ed|al) at inward office of exchange",
    zh: "已?到[达達]进口互换局",
  },
  "left-import-office": {
    en: "(?:departed|departure|left)(?: from)? inward office of exchange",
    zh: "已?[离離](?:开|開)进口互换局",
  },
  "in-customs": {
    en: "arrived at customs|(?:presented|handed over|submitted) to (?:import )?customs|(?:import )?customs clearance (?:started|in progress|processing)|clearance processing|in customs",
    zh: "(?:已?送交(?:进口)?海关|(?:海关|进口)?清关中|开始清关)",
  },
  "customs-cleared": {
    en: "inbound out of customs|(?:import )?customs clearance completed?|customs cleared|cleared customs|(?:released|cleared) (?:by|from) (?:import )?customs|clearance (?:processing )?completed?(?: at @)?",
    zh: "(?:海关|进口)?清关(?:已?完成)|(?:进口)?海关已?放行|清關(?:已?完成)",
  },
  "customs-held": { en: "held (?:by|at|in) (?:import )?customs|customs hold", zh: "海关扣留|被海关扣留" },
  "customs-documents": { en: "held (?:by|at|in) customs, (?:awaiting|missing) documents" },
  "customs-duty": { en: "held (?:by|at|in) customs, (?:import )?dut(?:y|ies) (?:not paid|unpaid)" },
  "handed-over": {
    en: "(?:handed over|transferred|tendered) to (?:the )?(?:local carrier|delivery carrier|last[ -]mile carrier|delivery service provider)",
  },
  "at-delivery-depot": { en: `arriv(?:ed|al)(?: at)? ${depot}(?: (?:in |, )?@)?` },
  "out-for-delivery": {
    en: "out for delivery(?: today)?|loaded onto (?:the )?delivery vehicle|on (?:the )?vehicle for delivery|with (?:the )?delivery courier",
    zh: "(?:包裹|快件|邮件)?(?:派送中|派件中|投递中|正在(?:派送|派件|投递)(?:中)?)",
    unless: ["delivered", "exception"],
  },
  "out-again": { en: "out for delivery, (?:second|2nd) attempt", unless: ["delivered", "exception"] },
  "ready-for-pickup": {
    en: "(?:available|ready) for (?:pick-?up|collection)",
    zh: "(?:包裹|快件|邮件)?(?:待取件|待自提|可取件)",
    unless: deliveredAlready,
  },
  "pickup-with-id": { en: "(?:available|ready) for (?:pick-?up|collection), bring photo id", unless: deliveredAlready },
  attempted: {
    en: `${attempt}(?: (?:was )?(?:failed|unsuccessful))?|unsuccessful delivery attempt|failed delivery attempt`,
    zh: "(?:包裹|快件|邮件)?(?:未妥投|投递失败|派送失败)",
    unless: deliveredAlready,
  },
  "nobody-home": { en: `(?:${attempt}, )?${nobody}`, unless: deliveredAlready },
  "no-access": {
    en: `(?:${attempt}, )?no access(?: to (?:the )?(?:building|delivery location|address))?`,
    unless: deliveredAlready,
  },
  "address-problem": {
    en: "undeliverable as addressed|(?:insufficient|incorrect|incomplete|wrong) address",
    zh: "地址(?:不详|错误|不完整)",
    unless: deliveredAlready,
  },
  rescheduled: { en: "delivery (?:has been )?rescheduled|rescheduled for delivery", unless: deliveredAlready },
  refused: {
    en: `(?:delivery )?refused(?: by ${customer})?|${customer} refused (?:delivery|item)`,
    zh: "(?:收件人)?(?:已)?拒收",
    unless: deliveredAlready,
  },
  delivered: {
    en: "delivered|delivery completed?|final delivery",
    zh: "(?:包裹|快件|邮件)?(?:已?签收|已?妥投|已簽收|投递成功)",
    unless: notDelivered,
  },
  "delivered-door": { en: `delivered,? ${door}|${door}`, unless: notDelivered },
  "delivered-mailbox": { en: "delivered,? (?:in ?/ ?at |in |to )?(?:the )?mailbox", unless: notDelivered },
  "delivered-neighbour": {
    en: "(?:delivered,? )?(?:left |handed )?(?:to|with) (?:a |the )?neighbor|delivered, neighbor",
    unless: notDelivered,
  },
  "delivered-locker": { en: "delivered,? (?:to )?(?:a |the )?item locker", unless: notDelivered },
  "delivered-reception": {
    en: "delivered,? (?:left )?(?:at |to )?(?:the )?(?:front desk ?/ ?reception(?: ?/ ?mail ?room)?|front desk|reception)",
    unless: notDelivered,
  },
  "delivered-in-person": {
    en: "delivered,? left with individual|delivered,? handed to (?:the )?recipient",
    unless: notDelivered,
  },
  collected: {
    en: `(?:delivered, )?(?:collected|picked up) by ${customer}|delivered, (?:individual )?picked up at (?:the )?post office`,
    unless: notDelivered,
  },
  returning: {
    en: `(?:being returned|return(?:ing)?|on (?:its|the) way back) to ${sender}`,
    zh: "(?:包裹|快件|邮件)?(?:退回中|退件中)",
    unless: deliveredAlready,
  },
  returned: {
    en: `returned to ${sender}|delivered,? to (?:the )?original sender`,
    zh: "(?:包裹|快件|邮件)?已退回(?:寄件人|发件人)",
  },
  "search-started": { en: "item search started", unless: deliveredAlready },
  lost: { en: "could not be located and is presumed lost|lost", unless: deliveredAlready },
  damaged: { en: "damaged", unless: deliveredAlready },
} satisfies Record<string, Wordings>;

/** Every key a text can have, each once. */
export const phraseKeys = Object.keys(phrases).filter((key): key is PhraseKey => Object.hasOwn(phrases, key));

/** Longer texts say more than any phrase does. */
const maxTextLength = 160;

const rules = phraseKeys.map((key) => {
  const { en, zh, unless = [] }: Wordings = phrases[key];
  return { key, en: whole(en), zh: zh === undefined ? null : whole(zh), unless };
});

/**
 * What a carrier's text says, where it says nothing else: the whole text must be one of the known
 * wordings, so that a negation, a reason, a name or a date in it gives null, and so does a status
 * that contradicts it. The event's own place may stand in the text (it is told beside it); any
 * other place gives null. Pure; English and Chinese are read.
 */
export function eventPhrase({ text, place, status }: PhrasedEvent): EventPhrase | null {
  if (text.length > maxTextLength || text.includes("@")) return null;
  const said = normalise(text);
  const where = normalise(place);
  const language = /\p{Script=Han}/u.test(said) ? "zh" : "en";
  const wordings = [said, where === "" ? null : withoutPlace(said, where)].flatMap((wording) =>
    wording === null ? [] : [language === "zh" ? wording.replace(/ /g, "") : aboutTheItem(wording)],
  );
  const rule = rules.find(({ [language]: pattern }) => wordings.some((wording) => pattern?.test(wording)));
  if (rule === undefined || rule.unless.some((contradiction) => contradiction === status)) return null;
  return { key: rule.key, language };
}

function whole(alternatives: string): RegExp {
  return new RegExp(`^(?:${alternatives})$`, "u");
}

/**
 * One spelling, one kind of blank and of pause, one word for the parcel; no pause at either end.
 */
function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/\bcentre\b/g, "center")
    .replace(/\bneighbour\b/g, "neighbor")
    .replace(/\b(?:(?:the|your|this) )?(?:shipment|parcel|package|item)\b/g, "item")
    .replace(/ ?[,;:()–—]+ ?| - /g, ", ")
    .replace(/^[ ,.。]+|[ ,.。]+$/g, "");
}

/**
 * The text with `@` where its own place stands, null where it does not. Chinese carriers put places
 * in 【】.
 */
function withoutPlace(said: string, where: string): string | null {
  const at = said.indexOf(where);
  if (at < 0) return null;
  const end = at + where.length;
  const before = said.slice(0, at);
  const after = said.slice(end);
  // "Left" must not be taken for the place "Lef" and a letter.
  if (/[\p{L}\p{N}]$/u.test(before) && /^[a-z0-9]/.test(where)) return null;
  if (/^[a-z0-9]/.test(after) && /[a-z0-9]$/.test(where)) return null;
  return `${before.replace(/【$/, "")}@${after.replace(/^】/, "")}`;
}

/** "The parcel has been delivered" says "delivered". */
function aboutTheItem(said: string): string {
  return said
    .replace(/^item(?: (?:has been|has|was|is))? (?!information|info|details|search)/, "")
    .replace(/^successfully | successfully$/g, "");
}
