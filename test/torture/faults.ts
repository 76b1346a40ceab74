import { LONGEST_PAUSE_HOURS, type Fault } from "./fault";
import { databaseDangers } from "./database-faults";
import { ingestKills } from "./ingest-kills";
import { ledgerKills } from "./ledger-kills";
import { newsKills } from "./news-kills";
import { syncKills } from "./sync-kills";

const faultModes = ["http500", "timeout", "reset", "rate429", "garbage", "quota", "badkey", "slow"] as const;
const moments = ["before", "after"] as const;
/** One call of the gateway goes wrong, before or after the provider has done the work. */
function gatewayFault(mode: (typeof faultModes)[number], when: (typeof moments)[number], path: string): Fault {
  const what = path === "batch" ? "a create" : "a read";
  return {
    name: `${mode} ${when} the provider's work on ${what}`,
    async meet(context, deliver) {
      const met = await context.callsWithFault(`${mode} ${when}`);
      await context.sandbox.faults({ mode, when, path, calls: 1 });
      await deliver();
      await context.until(async () => (await context.callsWithFault(`${mode} ${when}`)) > met, `${mode} to be met`);
      // A pause that is written after the clock was moved would last into the next danger. A slow
      // answer fails nothing.
      if (mode !== "slow") await context.logSays("provider call failed");
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  };
}

/** Every danger there is. */
export const faults: Fault[] = [
  ...ingestKills,
  ...ledgerKills,
  ...newsKills,
  ...syncKills,
  ...databaseDangers,
  ...faultModes.flatMap((mode) =>
    moments.flatMap((when) => [gatewayFault(mode, when, "batch"), gatewayFault(mode, when, "trackings/get")]),
  ),
];
