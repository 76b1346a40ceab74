import { z } from "zod";
import type { Collection } from "../state/collection";

const modes = ["none", "http500", "timeout", "reset", "rate429", "garbage", "quota", "badkey", "slow"] as const;
const moments = ["before", "after"] as const;

export type FaultMode = Exclude<(typeof modes)[number], "none"> | "hold";
export type FaultMoment = (typeof moments)[number];

/** `POST /sandbox/provider/faults`. */
export const faultRequest = z.object({
  mode: z.enum(modes).optional(),
  /** How many calls misbehave. */
  calls: z.number().int().positive().default(1),
  /** Whether the provider has done the work when the call goes wrong. */
  when: z.enum(moments).default("before"),
  /** Keeps the answer back until it is released, before or after the work. */
  hold: z.enum(moments).optional(),
  /** Only calls whose path contains this. */
  path: z.string().optional(),
  /** How long `slow` takes. */
  delayMs: z.number().int().min(0).max(60_000).default(3000),
  chargeEveryCreate: z.boolean().optional(),
});

export interface Fault {
  mode: FaultMode;
  when: FaultMoment;
  calls: number;
  path?: string;
  delayMs: number;
}

interface FaultState {
  fault: Fault | null;
  chargeEveryCreate: boolean;
}

const calm: FaultState = { fault: null, chargeEveryCreate: false };

/** The fault the next calls meet; one at a time, a new one replaces it. Outlives a restart. */
export class FaultPlan {
  readonly #kept: Collection<FaultState>;

  constructor(kept: Collection<FaultState>) {
    this.#kept = kept;
  }

  state(): FaultState {
    return this.#kept.get("faults") ?? calm;
  }

  set(request: z.infer<typeof faultRequest>): FaultState {
    const { fault, chargeEveryCreate } = this.state();
    return this.#kept.put("faults", {
      fault: faultOf(request, fault),
      chargeEveryCreate: request.chargeEveryCreate ?? chargeEveryCreate,
    });
  }

  /** The fault this call meets, counted down. */
  take(path: string): Fault | null {
    const { fault, chargeEveryCreate } = this.state();
    if (!fault || (fault.path !== undefined && !path.includes(fault.path))) return null;
    const left = fault.calls - 1;
    this.#kept.put("faults", { fault: left > 0 ? { ...fault, calls: left } : null, chargeEveryCreate });
    return fault;
  }

  clear(): void {
    this.#kept.clear();
  }
}

function faultOf(request: z.infer<typeof faultRequest>, before: Fault | null): Fault | null {
  const { calls, path, delayMs } = request;
  if (request.hold) return { mode: "hold", when: request.hold, calls, path, delayMs };
  if (request.mode === "none") return null;
  return request.mode ? { mode: request.mode, when: request.when, calls, path, delayMs } : before;
}
