import type { WatchedClock } from "~/domain/clock";

/**
 * Resolves when the clock has reached `moment`; at once when the clock is moved past it, or the
 * process is to stop.
 */
export function momentReached(clock: WatchedClock, moment: Date, stopping?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let forgetMoves = () => {};
    const done = () => {
      clearTimeout(timer);
      forgetMoves();
      stopping?.removeEventListener("abort", done);
      resolve();
    };
    const look = () => {
      clearTimeout(timer);
      const leftMs = moment.getTime() - clock.now().getTime();
      if (leftMs > 0 && !stopping?.aborted) timer = setTimeout(look, leftMs);
      else done();
    };
    forgetMoves = clock.onMoved(look);
    stopping?.addEventListener("abort", done);
    look();
  });
}
