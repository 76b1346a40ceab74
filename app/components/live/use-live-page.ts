import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";

/** Often enough that a merchant who waits for a scan sees it come. */
const EVERY_MS = 4_000;

/**
 * Keeps an open page true: reads again every few seconds while somebody can see it, and when they
 * come back to it.
 */
export function useLivePage(everyMs: number = EVERY_MS): void {
  const { revalidate, state } = useRevalidator();
  const idle = useRef(true);
  useEffect(() => {
    idle.current = state === "idle";
  }, [state]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && idle.current) revalidate();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [revalidate, everyMs]);
}
