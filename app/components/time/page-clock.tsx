import { createContext, useContext, useMemo, type ReactNode } from "react";

/**
 * The present of a page: the story clock's, given by its loader, so that server and browser agree
 * and nothing is in the future.
 */
export interface PageClock {
  now: Date;
  timeZone: string;
}

const context = createContext<PageClock | null>(null);

export function PageClockProvider(props: { now: string; timeZone: string; children: ReactNode }) {
  const { now, timeZone } = props;
  const clock = useMemo(() => ({ now: new Date(now), timeZone }), [now, timeZone]);
  return <context.Provider value={clock}>{props.children}</context.Provider>;
}

export function usePageClock(): PageClock {
  const clock = useContext(context);
  if (clock === null) throw new Error("This page gave its components no clock");
  return clock;
}
