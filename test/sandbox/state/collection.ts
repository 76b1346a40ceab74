import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

interface Line<T> {
  key: string;
  /** Absent when the entry was removed. */
  value?: T;
}

/**
 * A keyed collection in memory whose every change is one appended line on disk, written before the
 * call returns, so that it outlives a killed process. A line torn by a crash is dropped at the next
 * start; the file is rewritten when most of it is history.
 */
export class Collection<T> {
  readonly #file: string;
  readonly #entries = new Map<string, T>();

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const lines = this.#load();
    if (lines > 1000 && lines > 2 * this.#entries.size) this.#compact();
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  values(): T[] {
    return [...this.#entries.values()];
  }

  put(key: string, value: T): T {
    this.#append([{ key, value }]);
    this.#entries.set(key, value);
    return value;
  }

  putAll(entries: readonly (readonly [string, T])[]): void {
    if (entries.length === 0) return;
    this.#append(entries.map(([key, value]) => ({ key, value })));
    for (const [key, value] of entries) this.#entries.set(key, value);
  }

  delete(key: string): void {
    if (!this.#entries.has(key)) return;
    this.#append([{ key }]);
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#compact();
  }

  #append(lines: Line<T>[]): void {
    appendFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  #load(): number {
    if (!existsSync(this.#file)) return 0;
    const text = readFileSync(this.#file, "utf8");
    const complete = text.slice(0, text.lastIndexOf("\n") + 1);
    if (complete.length < text.length) writeFileSync(this.#file, complete);
    const lines = complete.split("\n").filter((line) => line !== "");
    for (const line of lines) {
      const entry = JSON.parse(line) as Line<T>;
      if (entry.value === undefined) this.#entries.delete(entry.key);
      else this.#entries.set(entry.key, entry.value);
    }
    return lines.length;
  }

  #compact(): void {
    const next = `${this.#file}.next`;
    const text = [...this.#entries].map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join("");
    const handle = openSync(next, "w");
    writeFileSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(next, this.#file);
  }
}
