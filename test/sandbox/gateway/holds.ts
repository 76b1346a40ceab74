/** Calls kept waiting until somebody lets them go or their sender hangs up. */
export class Holds {
  readonly #waiting = new Set<() => void>();

  get count(): number {
    return this.#waiting.size;
  }

  wait(gone: AbortSignal): Promise<void> {
    if (gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const release = () => {
        this.#waiting.delete(release);
        gone.removeEventListener("abort", release);
        resolve();
      };
      this.#waiting.add(release);
      gone.addEventListener("abort", release);
    });
  }

  /** Lets all go; tells how many there were. */
  release(): number {
    const released = this.#waiting.size;
    for (const release of [...this.#waiting]) release();
    return released;
  }
}
