// `npm test`: every check there is. Ends with one line: `N passed, N failed`, and `, N skipped`
// when tests were skipped.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { steps } from "./steps.mjs";
import { closingLine, sum, tallyOfCheck, tallyOfReport } from "./tally.mjs";

const say = (text) => process.stdout.write(`${text}\n`);
const tallies = [];

for (const group of steps()) tallies.push(...(await Promise.all(group.map(runStep))));

const total = sum(tallies);
if (total.skipped.length > 0) say(`\nSkipped:\n${total.skipped.map((name) => `  ${name}`).join("\n")}`);
say(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStep({ name, command, report }) {
  const startedAt = performance.now();
  if (report) {
    mkdirSync(path.dirname(report), { recursive: true });
    rmSync(report, { force: true });
    say(`\n— ${name}`);
  }
  const { exitCode, output } = await run(command, { live: report !== undefined });
  const tally = report ? tallyOfReport(report, exitCode) : tallyOfCheck(exitCode);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(`${tally.failed > 0 ? "✗" : "✓"} ${name} (${report ? `${closingLine(tally)}, ` : ""}${seconds} s)`);
  if (tally.failed > 0 && output !== "") say(output.trimEnd());
  return tally;
}

/** Tests show how far they are; a check has something to say only when it fails. */
function run([program, ...args], { live }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"] });
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => chunks.push(Buffer.from(error.message)));
    child.on("close", (exitCode) =>
      resolve({ exitCode: exitCode ?? 1, output: Buffer.concat(chunks).toString("utf8") }),
    );
  });
}
