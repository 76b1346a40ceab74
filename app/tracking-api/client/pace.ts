import { callIntervalMs } from "../contract/limits";

/** A call that wants its turn. */
export interface PacedCall {
  /**
   * Whose turn: calls of one key share their pace, calls of two keys do not wait for each other.
   */
  key: string;
  /**
   * A limit beside the key's own, whose calls keep apart from each other only; null is the key's.
   */
  lane: { name: string; everyMs: number } | null;
  /** Longest wait the caller takes; null waits for as long as it takes. */
  withinMs: number | null;
}

/**
 * Whether it is a call's turn. `too-late`: the turn would come only after `afterMs`, and none was
 * taken.
 */
export type Turn = { kind: "now" } | { kind: "too-late"; afterMs: number };

/**
 * Keeps the calls of a key apart as the API wants them, for callers without a pace of their own.
 * Everything is kept in this object: give one to all clients of a process. What belongs to a key is
 * forgotten once it is over.
 */
export interface Pace {
  /** Resolves when the call may go out. */
  turn(call: PacedCall): Promise<Turn>;
  /** Nothing of this key goes out for so long: what waits already, too. */
  silence(key: string, forMs: number): void;
  /** How long the same question has to wait still; 0 where it may be asked. */
  untilSameMs(key: string, question: string): number;
  /** The question was answered; the same one may not be asked again for so long. */
  noteSame(key: string, question: string, forMs: number): void;
}

/** What a pace is made from. */
export interface PaceOptions {
  now?: () => Date;
  wait?: (ms: number) => Promise<void>;
  /** Between two calls of a key; a second unless told otherwise. */
  everyMs?: number;
}

/**
 * Makes a pace. Reads no clock but `now`; waits only by `wait`, and looks at the clock again after
 * it.
 */
export function createPace(options: PaceOptions = {}): Pace {
  const { now = () => new Date(), wait = sleep, everyMs = callIntervalMs } = options;
  const nextTurn = new Map<string, number>();
  const silentUntil = new Map<string, number>();
  const sameUntil = new Map<string, number>();
  const nowMs = () => now().getTime();
  const end = (ends: Map<string, number>, name: string) => ends.get(name) ?? 0;
  const forgetWhatIsOver = () => {
    for (const ends of [nextTurn, silentUntil]) {
      for (const [name, at] of ends) if (at <= nowMs()) ends.delete(name);
    }
    // Put in as they will end, so the first that goes on ends the search.
    for (const [name, at] of sameUntil) {
      if (at > nowMs()) break;
      sameUntil.delete(name);
    }
  };

  return {
    async turn({ key, lane, withinMs }) {
      forgetWhatIsOver();
      const name = nameOf(key, lane?.name ?? "");
      const mustGoBy = withinMs === null ? Infinity : nowMs() + withinMs;
      const earliest = () => Math.max(nowMs(), end(nextTurn, name), end(silentUntil, key));
      let at: number | null = null;
      for (;;) {
        // A silence that began while we waited puts us behind itself, apart from the others as
        // before.
        if (at === null || end(silentUntil, key) > at) {
          const asked = earliest();
          if (asked > mustGoBy) return { kind: "too-late", afterMs: asked - nowMs() };
          nextTurn.set(name, asked + (lane?.everyMs ?? everyMs));
          at = asked;
        }
        if (at <= nowMs()) return { kind: "now" };
        await wait(at - nowMs());
      }
    },
    silence(key, forMs) {
      const until = Math.max(end(silentUntil, key), nowMs() + forMs);
      silentUntil.set(key, until);
      // Turns given before the silence are taken back; whoever waits for one asks for another.
      for (const name of nextTurn.keys()) if (name.startsWith(`${key}\n`)) nextTurn.set(name, until);
    },
    untilSameMs: (key, question) => Math.max(0, end(sameUntil, nameOf(key, question)) - nowMs()),
    noteSame(key, question, forMs) {
      sameUntil.delete(nameOf(key, question));
      sameUntil.set(nameOf(key, question), nowMs() + forMs);
    },
  };
}

const nameOf = (key: string, part: string) => `${key}\n${part}`;

/** Resolves after so long, by the machine's own timer. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
