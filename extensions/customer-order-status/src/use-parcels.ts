import { useCallback, useEffect, useState } from "preact/hooks";

import type { Answer } from "./answer";
import { askApp } from "./ask-app";

export type Tracking =
  | { kind: "loading" }
  | { kind: "failed"; retry: () => void }
  | { kind: "nothing-yet" }
  | { kind: "parcels"; answer: Answer };

type State = Exclude<Tracking, { kind: "failed" }> | { kind: "failed" };

/** The parcels at one of the app's addresses; still loading while the address is not known. */
export function useParcels(path: string | undefined): Tracking {
  const [state, setState] = useState<State>({ kind: "loading" });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    if (!path) return;
    let current = true;
    setState({ kind: "loading" });
    load(path).then(
      (loaded) => current && setState(loaded),
      () => current && setState({ kind: "failed" }),
    );
    return () => {
      current = false;
    };
  }, [path, attempt]);

  return state.kind === "failed" ? { kind: "failed", retry } : state;
}

async function load(path: string): Promise<State> {
  const outcome = await askApp<Answer>(path);
  // The app does not know an order before something of it is shipped.
  if (outcome.kind !== "found" || outcome.answer.parcels.length === 0) return { kind: "nothing-yet" };
  return { kind: "parcels", answer: outcome.answer };
}
