// npm test: everything that CI demands. `npm test -- NAME…` runs the named stages only.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { projectFolder, pinnedNode, setUpDebianPackages, setUpPackages } from "./set-up.mjs";

const bin = (name) => `node_modules/${name}`;

/** Test files by glob, run by Node's own runner; `concurrency` 1 where real browsers or kill -9 need the machine. */
const tests = (concurrency, ...globs) => ({ concurrency, globs });

/** What `npm test` runs, in order: the cheap judges first. */
const stages = {
  types: [pinnedNode, bin("typescript/bin/tsc"), "--noEmit"],
  // What runs in the browser has the browser's types and not Node's.
  "browser-types": [
    pinnedNode,
    bin("typescript/bin/tsc"),
    "--noEmit",
    "--project",
    "src/browser/tsconfig.json",
  ],
  format: [pinnedNode, bin("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
  lint: [pinnedNode, bin("oxlint/bin/oxlint")],
  layers: [pinnedNode, "tools/layers.ts"],
  unit: tests(
    2,
    "src/**/*.test.ts",
    "apps/**/*.test.ts",
    "tools/**/*.test.ts",
    "test/support/**/*.test.ts",
    "test/browser/**/*.test.ts",
    "test/security/**/*.test.ts",
    "test/scenarios/**/*.test.ts",
  ),
  conformance: tests(2, "test/conformance/**/*.test.ts"),
  faults: tests(1, "test/faults/**/*.test.ts"),
  e2e: tests(1, "test/e2e/**/*.test.ts"),
};

const expand = (globs) => {
  const lister = `process.stdout.write(JSON.stringify(require("node:fs").globSync(${JSON.stringify(globs)}).sort()))`;
  return JSON.parse(spawnSync(pinnedNode, ["-e", lister], { cwd: projectFolder, encoding: "utf8" }).stdout);
};

const commandOf = (stage) => {
  if (Array.isArray(stage)) return stage;
  const reporter = process.env["CI"] === undefined ? "dot" : "spec";
  const options = [
    "--test",
    `--test-concurrency=${stage.concurrency}`,
    "--test-timeout=600000",
    `--test-reporter=${reporter}`,
  ];
  const files = expand(stage.globs);
  if (files.length === 0) return undefined;
  return [pinnedNode, ...options, "--test-reporter-destination=stdout", ...files];
};

/** Who judged in the conformance stage, and who was missing: test/support/judges.ts writes it. */
const judgesFile = path.join(projectFolder, "var", "tools", "judges.txt");

const printJudges = () => {
  if (!existsSync(judgesFile)) return;
  const lines = new Set(readFileSync(judgesFile, "utf8").trim().split("\n"));
  for (const line of [...lines].sort((left, right) => left.localeCompare(right))) console.log(`   ${line}`);
};

setUpPackages();
const wanted = process.argv.slice(2).filter((name) => !name.startsWith("-"));
const unknown = wanted.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`tegata: no stage named ${unknown.join(", ")}; there are ${Object.keys(stages).join(", ")}.`);
  process.exit(2);
}
const chosen = wanted.length > 0 ? wanted : Object.keys(stages);
if (chosen.some((name) => ["conformance", "faults", "e2e", "unit"].includes(name))) setUpDebianPackages();

const failed = [];
for (const name of chosen) {
  const command = commandOf(stages[name]);
  if (command === undefined) continue;
  const startedAt = Date.now();
  if (name === "conformance") rmSync(judgesFile, { force: true });
  console.log(`\n── ${name}`);
  const [program, ...args] = command;
  const { status } = spawnSync(program, args, { cwd: projectFolder, stdio: "inherit", env: process.env });
  console.log(
    `── ${name}: ${status === 0 ? "passed" : "FAILED"} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`,
  );
  if (name === "conformance") printJudges();
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nEverything passed." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
