import { useCallback, useEffect, useState } from "preact/hooks";

import type { Answer, Outcome } from "./answer";
import { backendAddress } from "./backend-address";

export type Tracking =
  | { kind: "loading" }
  | { kind: "failed"; retry: () => void }
  | { kind: "nothing-yet" }
  | { kind: "parcels"; answer: Answer };

/** The parcels of an order, asked for with a fresh session token each time. */
export function useTracking(orderId: string | undefined): Tracking {
  const [tracking, setTracking] = useState<Exclude<Tracking, { kind: "failed" }> | { kind: "failed" }>({
    kind: "loading",
  });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    if (!orderId) return;
    let current = true;
    setTracking({ kind: "loading" });
    ask(orderId).then(
      (outcome) => current && setTracking(toTracking(outcome)),
      () => current && setTracking({ kind: "failed" }),
    );
    return () => {
      current = false;
    };
  }, [orderId, attempt]);

  return tracking.kind === "failed" ? { kind: "failed", retry } : tracking;
}

async function ask(orderId: string): Promise<Outcome> {
  const token = await shopify.sessionToken.get();
  const id = orderId.split("/").pop() ?? "";
  const response = await fetch(`${backendAddress}/api/customer/orders/${encodeURIComponent(id)}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`The app answered ${response.status}`);
  const outcome: unknown = await response.json();
  if (!isOutcome(outcome)) throw new Error("The app answered something else");
  return outcome;
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === "object" && value !== null && "kind" in value;
}

function toTracking(outcome: Outcome): Tracking & { kind: "nothing-yet" | "parcels" } {
  // An order that has not been shipped is not known to the app yet.
  if (outcome.kind !== "found" || outcome.answer.parcels.length === 0) return { kind: "nothing-yet" };
  return { kind: "parcels", answer: outcome.answer };
}
