import type { StoryClock } from "~/db/story-clock.server";

/** Resolves when the story clock has reached `moment`; at once when somebody moves the clock past it. */
export function storyTimeReached(clock: StoryClock, moment: Date): Promise<void> {
  return new Promise((reached) => {
    let timer: NodeJS.Timeout | undefined;
    let forgetMoves = () => {};
    const look = () => {
      clearTimeout(timer);
      const leftMs = moment.getTime() - clock.now().getTime();
      if (leftMs > 0) {
        timer = setTimeout(look, leftMs);
        return;
      }
      forgetMoves();
      reached();
    };
    forgetMoves = clock.onMoved(look);
    look();
  });
}
