import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { endToEndHeaders, forward, type ForwardedAnswer } from "../http/forward";
import { send, whenGone } from "../http/reply";
import type { SandboxRequest } from "../http/router";
import { chargesOf, codeOf, isCreate, itemsOf, pairsOf, type CallRecord } from "./calls";
import type { Fault, FaultPlan } from "./faults";
import type { Holds } from "./holds";

const silenceMs = 60_000;

/**
 * Stands between a shop and its provider: passes calls on, writes them down, and makes them go
 * wrong when told to. A call whose sender has given up is never passed on afterwards.
 */
export class ProviderGateway {
  constructor(
    private readonly providerUrl: string,
    private readonly record: CallRecord,
    private readonly faults: FaultPlan,
    private readonly holds: Holds,
    private readonly now: () => Date,
  ) {}

  async handle(request: SandboxRequest, response: ServerResponse): Promise<void> {
    const path = `/v2/${request.params["*"] ?? ""}`;
    const items = itemsOf(request.body);
    const fault = this.faults.take(path);
    const key = this.record.open({
      at: this.now().toISOString(),
      method: request.method,
      path,
      query: request.rawQuery,
      items,
      fault: fault && `${fault.mode} ${fault.when}`,
      submitted: isCreate(request.method, path) ? pairsOf(items) : [],
    });
    const gone = whenGone(response);

    if (fault?.when === "before") {
      const proceed = await this.#misbehave(fault, null, response, gone, key);
      if (!proceed || gone.aborted) return;
    }
    const answer = await this.#ask(request, path, key);
    if (!answer) {
      this.#answer(response, key, 502, "text/plain", "The provider cannot be reached");
      return;
    }
    if (fault?.when === "after") {
      const proceed = await this.#misbehave(fault, answer, response, gone, key);
      if (!proceed || gone.aborted) return;
    }
    this.record.note(key, { code: codeOf(answer.body) });
    send(response, answer.status, endToEndHeaders(answer.headers), answer.body);
  }

  async #ask(request: SandboxRequest, path: string, key: string): Promise<ForwardedAnswer | null> {
    const query = request.rawQuery ? `?${request.rawQuery}` : "";
    const answer = await forward({
      url: `${this.providerUrl}${path}${query}`,
      method: request.method,
      headers: { ...endToEndHeaders(request.headers), "content-length": request.body.length },
      body: request.body,
    }).catch(() => null);
    if (!answer) return null;
    const charged = isCreate(request.method, path)
      ? chargesOf(itemsOf(request.body), answer.body, this.faults.state().chargeEveryCreate)
      : [];
    this.record.note(key, { providerCode: codeOf(answer.body), charged });
    return answer;
  }

  /** Plays a fault. True where the call goes on as if nothing had happened. */
  async #misbehave(
    fault: Fault,
    answer: ForwardedAnswer | null,
    response: ServerResponse,
    gone: AbortSignal,
    key: string,
  ): Promise<boolean> {
    switch (fault.mode) {
      case "http500":
        this.#answer(response, key, 500, "text/plain", "Internal Server Error");
        return false;
      case "timeout":
        await pause(silenceMs, gone);
        response.destroy();
        return false;
      case "reset":
        resetConnection(response);
        return false;
      case "rate429":
        this.#refuse(
          response,
          key,
          429,
          "Too Many Requests",
          "Exceeded API limits. Pause requests, wait two minute, and try again.",
        );
        return false;
      case "quota":
        this.#refuse(response, key, 4021, "Bad Request", "Your remaining quota is not enough.");
        return false;
      case "badkey":
        this.#refuse(response, key, 4001, "Unauthorized", "Invalid API key.");
        return false;
      case "garbage":
        this.#answer(response, key, 200, "application/json", garbage(answer));
        return false;
      case "slow":
        await pause(fault.delayMs, gone);
        return true;
      case "hold":
        await this.holds.wait(gone);
        return true;
    }
  }

  #refuse(response: ServerResponse, key: string, code: number, type: string, message: string): void {
    this.#answer(response, key, 200, "application/json", JSON.stringify({ meta: { code, type, message }, data: [] }));
  }

  #answer(response: ServerResponse, key: string, status: number, contentType: string, body: string): void {
    this.record.note(key, { code: codeOf(Buffer.from(body)) });
    send(response, status, { "content-type": contentType }, body);
  }
}

/** A page where JSON was due, or the first half of the true answer. */
function garbage(answer: ForwardedAnswer | null): string {
  if (!answer) return "<!doctype html><html><head><title>Service notice</title></head><body>Please wait</body></html>";
  const text = answer.body.toString("utf8");
  return text.slice(0, Math.ceil(text.length / 2));
}

function resetConnection(response: ServerResponse): void {
  const { socket } = response;
  if (socket && "resetAndDestroy" in socket) socket.resetAndDestroy();
  else response.destroy();
}

async function pause(durationMs: number, gone: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal: gone, ref: false }).catch(() => undefined);
}
