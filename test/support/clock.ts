import type { Clock } from "~/domain/clock";

const HOUR_MS = 3_600_000;

/**
 * A clock that stands still until a test moves it; also serves where a story clock is asked for.
 */
export class MovableClock implements Clock {
  readonly #listeners = new Set<() => void>();
  #nowMs: number;

  constructor(start: Date | string = "2026-11-20T12:00:00Z") {
    this.#nowMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  advance(step: { hours?: number; minutes?: number; seconds?: number; ms?: number }): void {
    const { hours = 0, minutes = 0, seconds = 0, ms = 0 } = step;
    this.moveTo(new Date(this.#nowMs + hours * HOUR_MS + minutes * 60_000 + seconds * 1_000 + ms));
  }

  moveTo(instant: Date | string): void {
    this.#nowMs = new Date(instant).getTime();
    for (const listener of this.#listeners) listener();
  }

  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}
