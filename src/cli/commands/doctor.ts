import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { checkEverything, type Finding } from "../doctor/check.ts";
import { EnvironmentError } from "../exit.ts";
import { printRows } from "../table.ts";

const MARKS = { good: "ok", bad: "BAD", unknown: "?" } as const;

/** `tegata doctor`: looks at everything the program needs and names what is wrong. */
export const doctorCommand = (cli: Cli): Command =>
  new Command("doctor")
    .description("looks at everything the program needs and names what is wrong")
    .option("--json", "print JSON")
    .action(async ({ json = false }: { json?: boolean }) => {
      const findings = await checkEverything(cli);
      const rows = findings.map(({ name, state, detail }: Finding) => ({
        state: json ? state : MARKS[state],
        name,
        detail,
      }));
      printRows(cli, { json, timeZone: "UTC" }, rows);
      const bad = findings.filter(({ state }) => state === "bad");
      if (bad.length > 0) throw new EnvironmentError(`${bad.length} of ${findings.length} checks failed`);
    });
