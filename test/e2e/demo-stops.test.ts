import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "vitest";
import { preparePlaces } from "../embedded-postgres/places";
import { runningPostmaster } from "../embedded-postgres/postmaster";
import { eventually, isFree, spawnDemo } from "./support/demo-run";

const STARTS_WITHIN_MS = 60_000;
type Demo = Awaited<ReturnType<typeof spawnDemo>>;

const says = (line: string) => (demo: Demo) => demo.log().includes(line);

/**
 * Its parts are in groups of their own: what a Ctrl-C left running would hold the ports, and fill
 * the terminal with its log.
 */
test.concurrent.for<[string, (demo: Demo) => boolean]>([
  ["while the database is made", ({ dataDir }) => existsSync(path.join(dataDir, "postgres.password"))],
  ["while the tables are made", says("PostgreSQL started")],
  ["while the app starts", says("The sandbox listens")],
  ["while the store is filled", says("web is ready")],
  ["once it runs", says("Homeward is ready")],
])("Ctrl-C %s ends everything", async ([, moment], { onTestFinished, expect }) => {
  const demo = await spawnDemo({ args: ["--app-only", "--split"] });
  onTestFinished(demo.stop);
  await eventually(() => moment(demo) || null, { withinMs: STARTS_WITHIN_MS, what: () => demo.log() });
  const exit = once(demo.child, "exit");
  demo.child.kill("SIGINT");
  expect(await exit).toEqual([0, null]);
  expect(await Promise.all(demo.ports.map(isFree))).toEqual([true, true]);
  expect(runningPostmaster(preparePlaces(demo.dataDir).cluster)).toBeNull();
});
