import { createHmac } from "node:crypto";
import { forward } from "../http/forward";
import type { SimulatedClock } from "../clock/simulated-clock";
import type { AskedNumber, CarrierRegister } from "./register";

const chunkSize = 100;
const timeoutMs = 5000;

/** Where hints go and how they are signed. */
export interface FeedAccess {
  feedKey: string | null;
  feedHookUrl: string | null;
}

/** `t=<unix seconds>,v1=<hex hmac-sha256 of "<t>.<raw body>">` with the feed's key. */
export function feedSignature(key: string, body: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1000);
  return `t=${t},v1=${createHmac("sha256", key).update(`${t}.${body}`).digest("hex")}`;
}

/**
 * Tells the asker which stories have grown. What could not be delivered is told again the next
 * time.
 */
export class HintPusher {
  readonly #register: CarrierRegister;
  readonly #clock: SimulatedClock;
  readonly #access: () => FeedAccess;
  #running: Promise<void> = Promise.resolve();

  constructor(register: CarrierRegister, clock: SimulatedClock, access: () => FeedAccess) {
    this.#register = register;
    this.#clock = clock;
    this.#access = access;
  }

  /** Pushes everything that is due; one run at a time. Never rejects. */
  push(): Promise<void> {
    this.#running = this.#running.then(() => this.#pushDue());
    return this.#running;
  }

  async #pushDue(): Promise<void> {
    const { feedKey, feedHookUrl } = this.#access();
    if (!feedKey || !feedHookUrl) return;
    const at = this.#clock.now();
    const due = this.#register.changed();
    for (let index = 0; index < due.length; index += chunkSize) {
      const chunk = due.slice(index, index + chunkSize);
      if (!(await deliver(feedHookUrl, feedKey, chunk))) return;
      this.#register.reported(chunk, at);
    }
  }
}

async function deliver(url: string, key: string, numbers: readonly AskedNumber[]): Promise<boolean> {
  const body = JSON.stringify({ numbers: numbers.map(({ courier, number }) => ({ courier, number })) });
  const headers = { "content-type": "application/json", "x-feed-signature": feedSignature(key, body, new Date()) };
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await forward({ url, method: "POST", headers, body, signal }).catch(() => null);
  return answer !== null && answer.status >= 200 && answer.status < 300;
}
