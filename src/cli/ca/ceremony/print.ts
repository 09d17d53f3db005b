import type { Cli } from "../../cli.ts";
import { printOne } from "../../table.ts";
import { TIME_ZONE } from "../options.ts";
import { spoken } from "./minutes.ts";
import type { Minutes } from "./record.ts";

/** Prints what was made, with the fingerprints in groups to be read aloud; or the minutes as JSON. */
export const printMinutes = (cli: Cli, json: boolean, minutes: Minutes, record: string): void => {
  if (json) {
    cli.print(JSON.stringify(minutes, undefined, 2));
    return;
  }
  cli.print(`${minutes.title}\n${minutes.begunAt} – ${minutes.endedAt}`);
  for (const { name, role } of minutes.operators) cli.print(`  ${name} (${role})`);
  for (const { kind, name, facts, fingerprints } of minutes.items) {
    cli.print(`\n${kind} ${name}`);
    printOne(cli, { json: false, timeZone: TIME_ZONE }, facts);
    for (const [what, digest] of Object.entries(fingerprints)) {
      cli.print(`SHA-256 of the ${what}:`);
      for (const line of spoken(digest).split("\n")) cli.print(`    ${line}`);
    }
  }
  for (const [path, digest] of Object.entries(minutes.outputs)) cli.print(`\nfile ${path}\n    ${digest}`);
  cli.print(`\nMinutes: ${record}`);
};
