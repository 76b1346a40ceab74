import { useCallback, useEffect, useState } from "preact/hooks";

import type { ListAnswer, ListedParcel } from "../../customer-order-status/src/answer";
import { askApp } from "../../customer-order-status/src/ask-app";

export interface ParcelList {
  kind: "list";
  answeredAt: string;
  parcels: ListedParcel[];
  hasOlderOrders: boolean;
  /** What may come after them. */
  more: "none" | "some" | "loading" | "failed";
}

export type Listing = { kind: "loading" } | { kind: "failed" } | { kind: "no-customer" } | ParcelList;

/**
 * All parcels of the customer, a page at a time. `go` asks for the next page, or again after a
 * failure.
 */
export function useParcelList(): { listing: Listing; go: () => void } {
  const [listing, setListing] = useState<Listing>({ kind: "loading" });
  const [next, setNext] = useState<string | null>(null);
  // Counts the requests, so that a late answer to an earlier one is not shown.
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let current = true;
    load(next).then(
      (answer) => {
        if (!current) return;
        setListing((before) => (answer === null ? { kind: "no-customer" } : withPage(before, answer)));
        if (answer) setNext(answer.next);
      },
      () =>
        current &&
        setListing((before) => (before.kind === "list" ? { ...before, more: "failed" } : { kind: "failed" })),
    );
    return () => {
      current = false;
    };
    // The next page is asked for by `go`, not as soon as it is known.
  }, [turn]);

  const go = useCallback(() => {
    setListing((before) => (before.kind === "list" ? { ...before, more: "loading" } : { kind: "loading" }));
    setTurn((count) => count + 1);
  }, []);
  return { listing, go };
}

async function load(after: string | null): Promise<ListAnswer | null> {
  const outcome = await askApp<ListAnswer>(after === null ? "parcels" : `parcels?after=${encodeURIComponent(after)}`);
  if (outcome.kind === "not-found") throw new Error("The app does not know the page");
  return outcome.kind === "found" ? outcome.answer : null;
}

/** A parcel that was delivered between two pages is in both. */
function withPage(before: Listing, { answeredAt, parcels, next, hasOlderOrders }: ListAnswer): ParcelList {
  const shown = before.kind === "list" ? before.parcels : [];
  const keys = new Set(shown.map(({ key }) => key));
  const all = [...shown, ...parcels.filter(({ key }) => !keys.has(key))];
  return { kind: "list", answeredAt, parcels: all, hasOlderOrders, more: next === null ? "none" : "some" };
}
