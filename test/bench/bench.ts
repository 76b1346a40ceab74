import type { Ground } from "./ground/ground";

/** One benchmark: a file of its own, named in main.ts. */
export interface Bench {
  name: string;
  /** What is measured, in one line. */
  about: string;
  run(ground: Ground): Promise<Findings>;
}

export interface Findings {
  columns: string[];
  rows: string[][];
  demands: Demand[];
}

/** What must hold; one that does not makes the run fail. */
export interface Demand {
  text: string;
  measured: string;
  met: boolean;
}
