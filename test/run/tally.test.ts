import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closingLine, sum, tallyOfCheck, tallyOfReport } from "./tally.mjs";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "homeward-tally-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function report(...files: { status: string; tests: Record<string, string> }[]): string {
  const file = path.join(folder, "report.json");
  const testResults = files.map(({ status, tests }) => ({
    status,
    assertionResults: Object.entries(tests).map(([fullName, outcome]) => ({ fullName, status: outcome })),
  }));
  writeFileSync(file, JSON.stringify({ testResults }));
  return file;
}

describe("the tally of a run", () => {
  it("counts tests and names the skipped ones", () => {
    const file = report(
      { status: "passed", tests: { "adds up": "passed", "in a browser": "skipped" } },
      { status: "failed", tests: { "takes away": "failed", "some day": "todo" } },
    );
    expect(tallyOfReport(file, 1)).toEqual({ passed: 1, failed: 1, skipped: ["in a browser", "some day"] });
  });

  it("counts a file that does not load as one failure", () => {
    const file = report({ status: "passed", tests: { one: "passed" } }, { status: "failed", tests: {} });
    expect(tallyOfReport(file, 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it("never reports success for a run that ended badly", () => {
    const file = report({ status: "passed", tests: { one: "passed" } });
    expect(tallyOfReport(file, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(tallyOfReport(path.join(folder, "none.json"), 1)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("the closing line", () => {
  it("adds the checks to the tests", () => {
    const tests = { passed: 40, failed: 0, skipped: [] };
    expect(closingLine(sum([tallyOfCheck(0), tallyOfCheck(0), tests]))).toBe("42 passed, 0 failed");
    expect(closingLine(sum([tallyOfCheck(2), tests]))).toBe("40 passed, 1 failed");
  });

  it("mentions skipped tests only when there are some", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: ["in a browser"] })).toBe("3 passed, 0 failed, 1 skipped");
  });
});
