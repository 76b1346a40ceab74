// What `npm test` does, in order. Steps of one group run side by side; groups one after the other.
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {{ name: string, command: string[], report?: string }} Step `report`: where vitest
 *   writes its results
 * @typedef {Step[]} Group
 */

const tool = (...parts) => [process.execPath, path.join("node_modules", ...parts)];
const REPORTS = ".cache/test-results";

/** @returns {Group[]} */
export function steps() {
  const buildIsStale =
    !existsSync("build/server/web.js") || newest(BUILT_FROM) > statSync("build/server/web.js").mtimeMs;
  return [
    [
      { name: "types", command: [...tool("typescript/bin/tsc"), "--noEmit"] },
      ...extensionProjects().map((project) => ({
        name: `types of ${path.dirname(project)}`,
        command: [...tool("typescript/bin/tsc"), "--noEmit", "-p", project],
      })),
      {
        name: "lint",
        command: [...tool("eslint/bin/eslint.js"), ".", "--cache", "--cache-location", ".cache/eslint/"],
      },
      { name: "format", command: [...tool("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."] },
      { name: "db:check", command: [process.execPath, "prisma/check.mjs"] },
    ],
    buildIsStale ? [{ name: "build", command: ["npm", "run", "--silent", "build"] }] : [],
    [vitest("tests", ["app", "extensions"])],
    existsSync("test/e2e") ? [vitest("end to end", ["e2e", "e2e alone"])] : [],
  ];
}

/** What the build reads; a build that is newer than all of it still holds. */
const BUILT_FROM = ["app", "vite.config.ts", "package-lock.json", "prisma/schema.prisma"];

function newest(paths) {
  return Math.max(0, ...paths.filter((file) => existsSync(file)).map(newestBelow));
}

function newestBelow(file) {
  const stat = statSync(file);
  return stat.isDirectory() ? newest(readdirSync(file).map((name) => path.join(file, name))) : stat.mtimeMs;
}

function extensionProjects() {
  if (!existsSync("extensions")) return [];
  return readdirSync("extensions")
    .map((name) => path.join("extensions", name, "tsconfig.json"))
    .filter((file) => existsSync(file));
}

function vitest(name, projects) {
  const report = path.join(REPORTS, `${name.replaceAll(" ", "-")}.json`);
  return {
    name,
    report,
    command: [
      ...[
        ...tool("vitest/vitest.mjs"),
        "run",
        "--passWithNoTests",
        ...projects.flatMap((project) => ["--project", project]),
      ],
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ],
  };
}
