import { allCouriers, findCourier, trackingLink, type Courier } from "./catalogue";
import type { ListedCourier } from "./listing";
import { ownTrackingLink, type OwnCarrier } from "./own-carriers";
import { foldCompany } from "./shopify-companies";

/**
 * A courier as an account's provider lists it, with the other languages' names where they differ
 * from the English one.
 */
export interface OverlaidCourier extends Omit<ListedCourier, "nameKey"> {
  /** By language of the API: `cn`, `tw`, `es`, `ru`, `it`. */
  names: Readonly<Record<string, string>>;
}

/** What an account has beside the packaged catalogue. */
export interface AccountCarriers {
  listed: readonly OverlaidCourier[];
  own: readonly OwnCarrier[];
}

/**
 * The carriers of one account: its own, then what its provider lists, then the packaged catalogue.
 */
export interface CarrierDirectory {
  /**
   * The courier of a code, null where nobody knows one. An own carrier has neither telephone number
   * nor home page.
   */
  find(code: string): Courier | null;
  /**
   * A carrier's name in a language (`en`, `cn`, `zh-CN`, `ru`…), in English where there is none; an
   * unknown code is its own name.
   */
  name(code: string, lang?: string): string;
  /**
   * Where a number can be looked up with its carrier: the tracking page, otherwise the home page,
   * otherwise null.
   */
  link(code: string, number: string): string | null;
  /**
   * Every courier that can be tracked, the packaged ones first and in their order. Own carriers are
   * not among them.
   */
  couriers(): Courier[];
  /**
   * At most `limit` carriers whose name, in any language, or code holds `text`: own ones first,
   * then those that begin with it.
   */
  search(text: string, limit: number): Courier[];
}

/**
 * Lays an account's carriers over the packaged catalogue. An empty field of a list never hides what
 * the catalogue knows.
 */
export function carrierDirectory({ listed, own }: AccountCarriers): CarrierDirectory {
  const ownByCode = new Map(own.map((carrier) => [carrier.code, carrier]));
  const listedByCode = new Map(listed.map((courier) => [courier.code, courier]));

  const find = (code: string): Courier | null => {
    const carrier = ownByCode.get(code);
    if (carrier) return asCourier(carrier);
    const courier = listedByCode.get(code);
    return courier ? overlaid(courier) : findCourier(code);
  };
  const couriers = (): Courier[] => {
    const added = listed.filter(({ code }) => findCourier(code) === null);
    return [...allCouriers().map((courier) => find(courier.code) ?? courier), ...added.map(overlaid)];
  };
  return {
    find,
    couriers,
    name(code, lang = "en") {
      const courier = find(code);
      if (courier === null) return code;
      const language = listingLanguage(lang);
      const chinese = language === "cn" || language === "tw" ? courier.nameLocal : null;
      const names = listedByCode.get(code)?.names ?? {};
      return (Object.hasOwn(names, language) ? names[language] : null) ?? chinese ?? courier.name;
    },
    link(code, number) {
      const carrier = ownByCode.get(code);
      if (carrier) return ownTrackingLink(carrier, number);
      const page = trackingLink(code, number);
      const packaged = findCourier(code)?.homepage ?? null;
      // What is packaged beyond the home page is a tracking page, and says more than any home page.
      return page !== packaged ? page : (find(code)?.homepage ?? null);
    },
    search(text, limit) {
      const wanted = foldCompany(text);
      if (wanted === "") return [];
      const entries = [...own.map(asCourier), ...couriers()].map((courier) => {
        const names = Object.values(listedByCode.get(courier.code)?.names ?? {});
        return { courier, keys: [courier.name, courier.code, courier.nameLocal ?? "", ...names].map(foldCompany) };
      });
      const begins = entries.filter(({ keys }) => keys.some((key) => key.startsWith(wanted)));
      const holds = entries.filter(
        (entry) => !begins.includes(entry) && entry.keys.some((key) => key.includes(wanted)),
      );
      return [...begins, ...holds].slice(0, limit).map(({ courier }) => courier);
    },
  };
}

/** The packaged catalogue alone: for who belongs to no account, and where nothing was added. */
export const packagedCarriers: CarrierDirectory = carrierDirectory({ listed: [], own: [] });

function overlaid(courier: OverlaidCourier): Courier {
  const packaged = findCourier(courier.code);
  const { code, name } = courier;
  return {
    code,
    name,
    nameLocal: courier.names.cn ?? packaged?.nameLocal ?? null,
    type: courier.type === "express" || courier.type === "globalpost" ? courier.type : (packaged?.type ?? null),
    country: packaged?.country ?? null,
    homepage: courier.homepage ?? packaged?.homepage ?? null,
    phone: courier.phone ?? packaged?.phone ?? null,
    picture: courier.picture ?? packaged?.picture ?? null,
  };
}

function asCourier({ code, name }: OwnCarrier): Courier {
  return { code, name, nameLocal: null, type: null, country: null, homepage: null, phone: null, picture: null };
}

/**
 * The API's word for a language tag: `zh-TW` is `tw`, any other Chinese `cn`, the rest its first
 * part.
 */
function listingLanguage(lang: string): string {
  const [first = "en", ...rest] = lang.toLowerCase().split(/[-_]/);
  if (first === "zh") return rest.some((part) => ["tw", "hk", "hant"].includes(part)) ? "tw" : "cn";
  return first;
}
