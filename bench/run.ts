// npm run bench [-- NAME…]: measures, prints a table, and as its last line one JSON object.
import os from "node:os";
import { auditBenchmark } from "./audit.ts";
import { crlBenchmark } from "./crl.ts";
import type { Benchmark, Figure } from "./figure.ts";
import { ratioOf } from "./figure.ts";
import { issueBenchmark } from "./issue.ts";
import { issueProcessesBenchmark } from "./issue-processes.ts";
import { issueRowsBenchmark } from "./issue-rows.ts";
import { loginBenchmark } from "./login.ts";
import { ocspCachedBenchmark } from "./ocsp-cached.ts";
import { ocspRowsBenchmark } from "./ocsp-rows.ts";
import { ocspSignedBenchmark } from "./ocsp-signed.ts";
import { pageBenchmark } from "./page.ts";
import { remindersBenchmark } from "./reminders.ts";
import { startUpBenchmark } from "./start-up.ts";

const benchmarks: readonly Benchmark[] = [
  auditBenchmark,
  crlBenchmark,
  issueBenchmark,
  issueRowsBenchmark,
  issueProcessesBenchmark,
  loginBenchmark,
  ocspCachedBenchmark,
  ocspSignedBenchmark,
  ocspRowsBenchmark,
  pageBenchmark,
  remindersBenchmark,
  startUpBenchmark,
];

const round = (value: number): number => Number(value.toPrecision(4));

const printTable = (figures: readonly Figure[]): void => {
  console.log(
    `\n${os.cpus()[0]?.model ?? "unknown processor"}, ${os.cpus().length} cores, Node ${process.version}\n`,
  );
  for (const figure of figures) {
    const ratio = ratioOf(figure);
    const beside =
      figure.peerValue === null
        ? ""
        : `   ${figure.peer ?? ""}: ${round(figure.peerValue)}   ratio ${ratio ?? ""}`;
    console.log(
      `${figure.name.padEnd(24)} ${String(round(figure.value)).padStart(10)} ${figure.unit}${beside}`,
    );
    for (const note of figure.notes) console.log(`    ${note}`);
  }
};

const asJson = (figures: readonly Figure[]): string =>
  JSON.stringify(
    Object.fromEntries(
      figures.map((figure) => [
        figure.name,
        {
          value: round(figure.value),
          unit: figure.unit,
          peer: figure.peer,
          peerValue: figure.peerValue === null ? null : round(figure.peerValue),
          ratio: ratioOf(figure),
        },
      ]),
    ),
  );

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(", ")}; there are:`);
  for (const benchmark of benchmarks)
    console.error(`  ${benchmark.name.padEnd(10)} ${benchmark.description}`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.error(`measuring ${benchmark.name}: ${benchmark.description} …`);
  figures.push(...(await benchmark.run()));
}
printTable(figures);
console.log(`\n${asJson(figures)}`);
process.exit(0);
