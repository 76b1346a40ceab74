import type { ChaosContext } from "./chaos-context";

/**
 * One thing that goes wrong. `meet` has the messages delivered at the right moment, proves that it
 * was hit, and leaves a field that can heal.
 */
export interface Fault {
  name: string;
  meet(context: ChaosContext, deliver: () => Promise<void>): Promise<void>;
}

/** The pause after a refused quota is the longest (paced-call.server.ts). */
export const LONGEST_PAUSE_HOURS = 1.1;
