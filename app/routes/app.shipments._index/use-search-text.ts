import { useEffect, useRef, useState } from "react";
import type { ShipmentQuery } from "~/features/merchant/shipments/shipment-filters";

const PAUSE_MS = 300;

const fullEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * What can be done with what was typed so far. Letters alone are a name or the beginning of an
 * address: nothing is asked yet.
 */
function readSearch(text: string): "empty" | "number" | "email" | "unfinished" {
  if (text === "") return "empty";
  if (fullEmail.test(text)) return "email";
  return /\d/.test(text) && !text.includes("@") ? "number" : "unfinished";
}

/** Digits and # as wide as Chinese and Japanese keyboards write them are the same digits. */
const plainText = (typed: string) => typed.normalize("NFKC").trim();

interface Actions {
  change: (changed: Partial<ShipmentQuery>, options?: { replace: boolean }) => void;
  findCustomer: (email: string) => void;
}

/** The search field: what is being typed, and the search it becomes after a pause. */
export function useSearchText(query: ShipmentQuery, { change, findCustomer }: Actions) {
  const [text, setText] = useState(query.search);
  const asked = useRef(query.search);
  /** Searches of this field that have not all come back yet. */
  const underWay = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Back, forward and links change the search without the field. What the field itself asked for a
  // moment ago must not: the merchant has typed on since.
  useEffect(() => {
    const isAnEarlierOne = underWay.current.has(query.search);
    if (query.search === asked.current || query.customer !== null) underWay.current.clear();
    else if (!isAnEarlierOne) {
      asked.current = query.search;
      setText(query.search);
    }
  }, [query.search, query.customer]);
  useEffect(() => () => clearTimeout(timer.current), []);

  /** True where a search has begun. */
  const search = (typed: string): boolean => {
    clearTimeout(timer.current);
    const plain = plainText(typed);
    const kind = readSearch(plain);
    if (kind === "unfinished" || plain === asked.current) return false;
    asked.current = plain;
    underWay.current.add(plain);
    if (kind === "email") findCustomer(plain);
    else change({ search: plain, customer: null }, { replace: query.search !== "" || query.customer !== null });
    return true;
  };

  const forget = () => {
    clearTimeout(timer.current);
    setText("");
    asked.current = "";
    underWay.current.clear();
  };

  return {
    text,
    isUnfinished: readSearch(plainText(text)) === "unfinished",
    type: (typed: string) => {
      setText(typed);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => search(typed), PAUSE_MS);
    },
    searchNow: () => search(text),
    clear: () => {
      forget();
      change({ search: "", customer: null });
    },
    forget,
  };
}
