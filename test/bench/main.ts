import { availableParallelism, loadavg } from "node:os";
import type { Bench, Findings, PlainBench } from "./bench";
import { apiBatchBench } from "./api/batch";
import { apiGetBench } from "./api/get";
import { apiListBench } from "./api/list";
import { arrivalBench } from "./arrival/arrival";
import { burstBench } from "./burst/burst";
import { lookUpBench } from "./look-up/look-up";
import { detectBench } from "./detect/detect";
import { prepareGround } from "./environment/environment";
import { pushToVisibleBench } from "./ledger/push-to-visible";
import { refreshBench } from "./ledger/refresh";
import { registerBench } from "./ledger/register";
import { printFindings } from "./report/table";
import { webhookBench } from "./webhook/webhook";
import { weightBench } from "./weight/weight";

// `npm run bench` measures everything, `npm run bench -- NAME` one thing. Ends with 1 when a demand
// is missed.

const benches: (Bench | PlainBench)[] = [
  webhookBench,
  burstBench,
  registerBench,
  refreshBench,
  pushToVisibleBench,
  apiBatchBench,
  apiListBench,
  apiGetBench,
  lookUpBench,
  detectBench,
  arrivalBench,
  weightBench,
];
const say = (line: string) => process.stdout.write(`${line}\n`);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  say(`There is no benchmark ${unknown.join(", ")}. There are: ${benches.map((bench) => bench.name).join(", ")}`);
  process.exit(2);
}

say(`Node ${process.version}, ${availableParallelism()} cores, embedded PostgreSQL with fsync`);
const [busy = 0] = loadavg();
if (busy > 1)
  say(`Something else keeps this machine busy (load ${busy.toFixed(1)}): figures will be low, ratios uncertain`);
let missed = 0;
for (const bench of benches.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const findings = "measure" in bench ? await bench.measure() : await measuredOnGround(bench);
  say(printFindings(bench, findings));
  missed += findings.demands.filter((demand) => !demand.met).length;
}
process.exit(missed === 0 ? 0 : 1);

async function measuredOnGround(bench: Bench): Promise<Findings> {
  const environment = await prepareGround(say);
  const giveUp = () => void environment.close().finally(() => process.exit(130));
  process.once("SIGINT", giveUp);
  process.once("SIGTERM", giveUp);
  try {
    return await bench.run(environment);
  } finally {
    process.off("SIGINT", giveUp);
    process.off("SIGTERM", giveUp);
    await environment.close();
  }
}
