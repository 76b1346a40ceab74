import { expect, it } from "vitest";
import { queueErrors } from "~/platform/queue/queue-errors";
import { createLog } from "~/platform/log.server";

function listen() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  let now = 0;
  const report = queueErrors(createLog("info", "test", destination), () => now);
  return { lines, report, pass: (ms: number) => void (now += ms) };
}

const refused = (queue: string) => ({
  code: "ECONNREFUSED",
  message: `connect ECONNREFUSED 127.0.0.1:5432 (Queue: ${queue}, Worker: 1)`,
});

it("tells one cause once in half a minute, whichever worker meets it, and how often it came meanwhile", () => {
  const { lines, report, pass } = listen();
  for (let count = 0; count < 100; count += 1) report(refused(`queue-${String(count)}`));
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toHaveProperty("alsoSince");
  pass(29_999);
  report(refused("queue"));
  expect(lines).toHaveLength(1);
  pass(1);
  report(refused("queue"));
  expect(lines.slice(1)).toEqual([expect.objectContaining({ alsoSince: 100 })]);
});

it("tells another cause at once, with a code or without", () => {
  const { lines, report } = listen();
  report(refused("one"));
  report({ code: "57P03", message: "the database system is starting up (Queue: one, Worker: 1)" });
  report(new Error("Connection terminated unexpectedly"));
  report({ message: "Connection terminated unexpectedly (Queue: one, Worker: 1)" });
  expect(lines.map(({ err }) => err)).toMatchObject([
    { code: "ECONNREFUSED" },
    { code: "57P03" },
    { message: "Connection terminated unexpectedly" },
  ]);
});
