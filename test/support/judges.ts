import { appendFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import { TOOLS_FOLDER } from "./tools-folder.ts";

/**
 * Judges that no Debian package brings: programs and data of others. Where one cannot be had, that is said loudly, in
 * the test's own output and in the list that `npm test` prints at the end of the stage, and the test passes without a
 * judgement. Programs that Debian packages bring are installed by `npm test`; without them the tests fail.
 */
const JUDGES_FILE = fileURLToPath(new URL("judges.txt", TOOLS_FOLDER));

const note = (line: string): void => {
  mkdirSync(TOOLS_FOLDER, { recursive: true });
  appendFileSync(JUDGES_FILE, `${line}\n`);
};

/** Says that a judge is missing, and why. */
export const sayNotJudged = (t: Pick<TestContext, "diagnostic">, name: string, why: string): void => {
  const line = `NOT JUDGED by ${name}: ${why}`;
  t.diagnostic(line);
  note(line);
};

/** Puts a judge on the list at the end of the run. */
export const sayJudged = (name: string, version: string): void => note(`judged by ${name} ${version}`);
