import { LONGEST_PAUSE_HOURS, type Danger } from "./danger";
import { databaseDangers } from "./database-dangers";
import { ingestKills } from "./ingest-kills";
import { ledgerKills } from "./ledger-kills";
import { newsKills } from "./news-kills";
import { syncKills } from "./sync-kills";

const faultModes = ["http500", "timeout", "reset", "rate429", "garbage", "quota", "badkey", "slow"] as const;
const moments = ["before", "after"] as const;
/** One call of the gateway goes wrong, before or after the provider has done the work. */
function gatewayFault(mode: (typeof faultModes)[number], when: (typeof moments)[number], path: string): Danger {
  const what = path === "batch" ? "a create" : "a read";
  return {
    name: `${mode} ${when} the provider's work on ${what}`,
    async meet(field, deliver) {
      const met = await field.callsWithFault(`${mode} ${when}`);
      await field.sandbox.faults({ mode, when, path, calls: 1 });
      await deliver();
      await field.until(async () => (await field.callsWithFault(`${mode} ${when}`)) > met, `${mode} to be met`);
      // A pause that is written after the clock was moved would last into the next danger. A slow answer fails nothing.
      if (mode !== "slow") await field.logSays("provider call failed");
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  };
}

/** Every danger there is. */
export const dangers: Danger[] = [
  ...ingestKills,
  ...ledgerKills,
  ...newsKills,
  ...syncKills,
  ...databaseDangers,
  ...faultModes.flatMap((mode) =>
    moments.flatMap((when) => [gatewayFault(mode, when, "batch"), gatewayFault(mode, when, "trackings/get")]),
  ),
];
