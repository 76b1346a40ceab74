import type { BenchEnvironment } from "./environment/environment";

/** One benchmark: a file of its own, named in main.ts. */
export interface Bench {
  name: string;
  /** What is measured, in one line. */
  about: string;
  run(environment: BenchEnvironment): Promise<Findings>;
}

/** One that measures our code alone: no database, no build, no process. */
export interface PlainBench {
  name: string;
  about: string;
  measure(): Findings | Promise<Findings>;
}

export interface Findings {
  columns: string[];
  rows: string[][];
  /** What does not fit into the first table's columns. */
  further?: { about: string; columns: string[]; rows: string[][] }[];
  demands: Demand[];
}

/** What must hold; one that does not makes the run fail. */
export interface Demand {
  text: string;
  measured: string;
  met: boolean;
}
