import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_SECRET, type EnrollmentWorld, LOGIN_SECRET } from "./enrollment-world.ts";
import { failureAnswer, type IssuerRun, listAnswer, obtainedAnswer, runIssuer } from "./run-issuer.ts";

/** A customer's PC as tests of the issuing application look at it. */

/** An empty home directory for one test. */
export const homeFor = (t: Pick<TestContext, "after">): string => {
  const home = mkdtempSync(join(tmpdir(), "tegata-home-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

/** Chromium's certificate database of a person. */
export const databaseOf = (home: string): string => join(home, ".local/share/pki/nssdb");

/** What Debian's certutil says of that database: an independent judge. */
export const certutil = (home: string, ...words: string[]): string => {
  const run = spawnSync("certutil", [...words, "-d", `sql:${databaseOf(home)}`], { encoding: "utf8" });
  assert.equal(run.error, undefined, "certutil of the Debian package libnss3-tools is needed");
  return run.stdout + run.stderr;
};

/** Private keys in that database. */
export const keyCount = (home: string): number => certutil(home, "-K").match(/< ?\d+>/g)?.length ?? 0;

/** What a user of the BizSOL family answers. */
export const bizsol = ({ loginId }: User): Record<string, string> => ({
  loginId: loginId ?? "",
  loginPassword: LOGIN_SECRET,
});

/** What a user of the Shinkin family answers. */
export const shinkin = ({ reference }: User): Record<string, string> => ({
  contractId: reference.contractId,
  userId: reference.userId,
  pin: LOGIN_SECRET,
  confirmationPin: CONFIRMATION_SECRET,
});

/** The answer of `issue` or `renew`, which must have succeeded. */
export const obtained = (run: IssuerRun) => {
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
  return obtainedAnswer.parse(run.answer);
};

/** The failure that a run must have ended with. */
export const failed = (run: IssuerRun, exitCode: number) => {
  assert.equal(run.exitCode, exitCode, `${JSON.stringify(run.answer)}\n${run.said}`);
  return failureAnswer.parse(run.answer).error;
};

/** What `list --offline` shows. */
export const listed = async (home: string, ...words: string[]) => {
  const run = await runIssuer(home, ["list", "--offline", ...words]);
  assert.equal(run.exitCode, 0, run.said);
  return listAnswer.parse(run.answer).certificates;
};

/** States of all certificates that the server has for a user, oldest first. */
export const statesOf = async (world: EnrollmentWorld, { reference }: User): Promise<string[]> => {
  const { institutionCode, contractId, userId } = reference;
  const rows = await world.context.database.asOwner<{ state: string }>(
    "select state from certificate where institution_code = $1 and contract_id = $2 and user_id = $3 order by prepared_at",
    [institutionCode, contractId, userId],
  );
  return rows.map(({ state }) => state);
};
