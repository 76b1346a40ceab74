import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPace, type Pace } from "~/tracking-api/client/pace";

const startMs = 1_700_000_000_000;

/** Time that passes only when everybody waits: the earliest waiter wakes first, as with timers. */
class WaitingRoom {
  #nowMs = startMs;
  #waiting: { atMs: number; wake: () => void }[] = [];
  readonly now = () => new Date(this.#nowMs);
  readonly wait = (ms: number) =>
    new Promise<void>((resolve) => void this.#waiting.push({ atMs: this.#nowMs + ms, wake: resolve }));
  get sinceMs(): number {
    return this.#nowMs - startMs;
  }
  async passUntil(sinceMs: number): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.#waiting.sort((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs - startMs > sinceMs) break;
      this.#waiting.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
    this.#nowMs = Math.max(this.#nowMs, startMs + sinceMs);
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const take = async (pace: Pace, room: WaitingRoom, key: string, times: number[]) => {
  const turn = await pace.turn({ key, lane: null, withinMs: null });
  expect(turn).toEqual({ kind: "now" });
  times.push(room.sinceMs);
};

describe("a pace", () => {
  it("keeps the calls of a key apart, whenever they come, and lets keys alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 12 }), async (arrivals) => {
        const room = new WaitingRoom();
        const pace = createPace(room);
        const times: number[] = [];
        const calls: Promise<void>[] = [];
        const other: number[] = [];
        for (const arrival of arrivals.toSorted((a, b) => a - b)) {
          await room.passUntil(arrival);
          calls.push(take(pace, room, "one", times));
        }
        const arrivedMs = room.sinceMs;
        calls.push(take(pace, room, "two", other));
        await room.passUntil(60_000);
        await Promise.all(calls);
        expect(other).toEqual([arrivedMs]);
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(gaps.every((gap) => gap >= 1_000)).toBe(true);
        // Nobody waits longer than all calls before it need.
        expect(times.at(-1)).toBeLessThanOrEqual(arrivedMs + 1_000 * (arrivals.length - 1));
      }),
      { numRuns: 60 },
    );
  });

  it("holds back what waits already when silence begins, and lets it go one by one afterwards", async () => {
    const room = new WaitingRoom();
    const pace = createPace(room);
    const times: number[] = [];
    const calls = [1, 2, 3].map(() => take(pace, room, "key", times));
    await settled();
    pace.silence("key", 120_000);
    await room.passUntil(300_000);
    await Promise.all(calls);
    expect(times).toEqual([0, 120_000, 121_000]);
  });

  it("gives no turn to somebody who will not wait so long, and takes none for them", async () => {
    const room = new WaitingRoom();
    const pace = createPace(room);
    const ask = (withinMs: number) => pace.turn({ key: "key", lane: null, withinMs });
    expect(await ask(0)).toEqual({ kind: "now" });
    expect(await ask(999)).toEqual({ kind: "too-late", afterMs: 1_000 });
    await room.passUntil(1_000);
    expect(await ask(0)).toEqual({ kind: "now" });
  });
});
