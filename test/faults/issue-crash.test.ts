import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { currentCertificate, findCertificate } from "#domain/certificate/certificates.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { User } from "#domain/user/users.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { certificateWorld, newKey, ORIGIN } from "#test/support/certificates.ts";
import { STEPS, type CrashInstructions, type Step } from "./issue-crash-child.ts";

const KILLS_PER_STEP = 20;
const CHILDREN_AT_A_TIME = 2;
const CHILD = join(import.meta.dirname, "issue-crash-child.ts");

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { context, authority } = world;
const { database } = context;
const hisui = world.institution("hisui");

/** Children share compiled code; the first one, which does nothing else, fills the store. */
const compileCache = await mkdtemp(join(tmpdir(), "tegata-compiled-"));
after(() => rm(compileCache, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: compileCache, NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

interface Left {
  readonly signal: string | null;
  /** TBSCertificates that were signed, base64. */
  readonly signed: readonly string[];
  /** Certificates that were given away. */
  readonly answered: readonly Buffer[];
}

const runUntilKilled = (instructions: CrashInstructions): Promise<Left> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD], {
      env: { ...environment, CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      const linesOf = (word: string): string[] =>
        output
          .split("\n")
          .flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
      resolve({
        signal,
        signed: linesOf("signed"),
        answered: linesOf("answered").map((text) => Buffer.from(text, "base64")),
      });
    });
  });

/** Everything that was signed was recorded before, everything given away is recorded as it is. */
const assertRecorded = async (left: Left): Promise<void> => {
  for (const tbs of left.signed) {
    const rows = await database.asOwner("select serial from certificate where tbs_certificate = $1", [
      Buffer.from(tbs, "base64"),
    ]);
    assert.equal(rows.length, 1, "signed and not recorded");
  }
  for (const certificate of left.answered) {
    const parsed = parseCertificate(certificate);
    assert.ok(parsed.ok);
    const record = await findCertificate(context, hisui.code, parsed.value.serial);
    assert.deepEqual(record?.certificate, certificate, "given away and not recorded");
  }
};

/** The user does it again, at once: with the same request, or from the beginning with a new key. */
const acquireAgain = async (
  user: User,
  instructions: CrashInstructions,
  isSameRequest: boolean,
): Promise<void> => {
  const request = world.requestOf(
    user,
    isSameRequest
      ? {
          request: {
            publicKeyInfo: Buffer.from(instructions.publicKeyInfo, "base64"),
            keyAlgorithm: "P-256",
          },
          enrollmentSessionId: instructions.enrollmentSessionId,
        }
      : {},
  );
  const issued = await issueCertificate(context, authority, request);
  if (!issued.ok) {
    // Only where the process died after its certificate had become active.
    assert.equal(issued.refusal.code, "ALREADY_HAS_CERTIFICATE");
    assert.ok(["whileConfirming", "afterConfirming"].includes(instructions.step), instructions.step);
    return;
  }
  const { serial } = issued.value;
  const confirmed = await confirmCertificate(context, { institution: hisui, serial, origin: ORIGIN });
  assert.ok(confirmed.ok, JSON.stringify(confirmed));
};

const killOnce = async (step: Step, round: number): Promise<void> => {
  const user = await world.newUser("hisui");
  const { contractId, userId } = user.reference;
  const instructions: CrashInstructions = {
    connectionString: database.connectionString,
    keys: world.keyStore.exportKeys(),
    step,
    delayMilliseconds: round % 10,
    institutionId: hisui.id,
    contractId,
    userId,
    enrollmentSessionId: context.random.bytes(16).toString("hex"),
    publicKeyInfo: newKey().publicKeyInfo.toString("base64"),
  };
  const left = await runUntilKilled(instructions);
  assert.equal(left.signal, "SIGKILL");
  await acquireAgain(user, instructions, round % 2 === 0);
  await assertRecorded(left);
  assert.ok(await currentCertificate(context, user.reference));
  const states = await world.statesOf(user);
  assert.equal(states.filter((state) => state === "active").length, 1, states.join());
  assert.ok(!states.includes("prepared") && !states.includes("issued"), states.join());
};

for (const step of STEPS) {
  test(`killed ${KILLS_PER_STEP} times at “${step}”: nothing unrecorded, nobody stuck`, async () => {
    for (let round = 0; round < KILLS_PER_STEP; round += CHILDREN_AT_A_TIME) {
      await Promise.all(
        Array.from({ length: CHILDREN_AT_A_TIME }, (_, index) => killOnce(step, round + index)),
      );
    }
  });
}
