import { join } from "node:path";
import { HintPusher, type FeedAccess } from "./carriers/hints";
import { CarrierRegister } from "./carriers/register";
import { SimulatedClock } from "./clock/simulated-clock";
import { CallRecord } from "./gateway/calls";
import { FaultPlan } from "./gateway/faults";
import { Holds } from "./gateway/holds";
import type { SandboxSettings } from "./settings";
import { ShopStore } from "./shop/store";
import { TokenOffice } from "./shopify/tokens";
import type { StoredMetafield } from "./shopify/metafields";
import { Collection } from "./state/collection";

/** Everything the sandbox is made of, on one folder of state. */
export interface Sandbox {
  settings: SandboxSettings;
  clock: SimulatedClock;
  store: ShopStore;
  carriers: CarrierRegister;
  hints: HintPusher;
  gatewayCalls: CallRecord;
  faults: FaultPlan;
  holds: Holds;
  tokens: TokenOffice;
  /** Seeded fulfillments, and whether the app has accepted each. */
  seeded: Collection<boolean>;
  /** What the app has stored on its installation; themes read it. */
  metafields: Collection<StoredMetafield>;
  feedAccess(): FeedAccess;
  configure(change: { feedKey?: string | null; feedHookUrl?: string | null }): void;
  /**
   * Forgets orders, calls, faults and what carriers were asked. The clock only runs forward and
   * stays.
   */
  reset(): void;
}

export function createSandbox(settings: SandboxSettings): Sandbox {
  const collection = <T>(name: string) => new Collection<T>(join(settings.dataDir, "sandbox", `${name}.jsonl`));
  const clock = new SimulatedClock(collection("clock"), settings.databaseUrl);
  const store = new ShopStore(collection("orders"), collection("fulfillments"), clock);
  const carriers = new CarrierRegister(collection("asked"), clock, (number) => store.shipped(number));
  const access = collection<FeedAccess>("feed-access");
  const feedAccess = (): FeedAccess =>
    access.get("access") ?? { feedKey: settings.feedKey, feedHookUrl: settings.feedHookUrl };
  const hints = new HintPusher(carriers, clock, feedAccess);
  const gatewayCalls = new CallRecord(collection("provider-calls"));
  const faults = new FaultPlan(collection("provider-faults"));
  const holds = new Holds();
  // Tokens live by the machine's time, as signatures do.
  const tokens = new TokenOffice(collection("tokens"), settings, () => new Date());

  const seeded = collection<boolean>("seeded");
  const metafields = collection<StoredMetafield>("metafields");

  const configure: Sandbox["configure"] = (change) => {
    const before = feedAccess();
    access.put("access", {
      feedKey: change.feedKey === undefined ? before.feedKey : change.feedKey,
      feedHookUrl: change.feedHookUrl === undefined ? before.feedHookUrl : change.feedHookUrl,
    });
  };
  // What the environment says at a start wins over what was configured in an earlier run.
  if (settings.feedKey) configure({ feedKey: settings.feedKey });
  if (settings.feedHookUrl) configure({ feedHookUrl: settings.feedHookUrl });

  const reset = () => {
    for (const part of [store, carriers, gatewayCalls, faults, seeded]) part.clear();
    holds.release();
  };
  return {
    settings,
    clock,
    store,
    carriers,
    hints,
    gatewayCalls,
    faults,
    holds,
    tokens,
    seeded,
    metafields,
    feedAccess,
    configure,
    reset,
  };
}
