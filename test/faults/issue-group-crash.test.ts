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
import type { GroupCrashInstructions } from "./issue-group-crash-child.ts";

const KILLS = 16;
const USERS = 16;
const CHILD = join(import.meta.dirname, "issue-group-crash-child.ts");

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { context, authority } = world;
const { database } = context;
const hisui = world.institution("hisui");

interface Left {
  readonly signal: string | null;
  readonly signed: readonly Buffer[];
  readonly answered: readonly Buffer[];
}

/** Children share compiled code; the first one, which does nothing else, fills the store. */
const compileCache = await mkdtemp(join(tmpdir(), "tegata-compiled-"));
after(() => rm(compileCache, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: compileCache, NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

const runUntilKilled = (instructions: GroupCrashInstructions): Promise<Left> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD], {
      env: { ...environment, GROUP_CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      const linesOf = (word: string): Buffer[] =>
        output
          .split("\n")
          .flatMap((line) =>
            line.startsWith(`${word} `) ? [Buffer.from(line.slice(word.length + 1), "base64")] : [],
          );
      resolve({ signal, signed: linesOf("signed"), answered: linesOf("answered") });
    });
  });

/** Everything that was signed was recorded before, everything given away is recorded as it is. */
const assertRecorded = async (left: Left): Promise<void> => {
  for (const tbs of left.signed) {
    const rows = await database.asOwner("select from certificate where tbs_certificate = $1", [tbs]);
    assert.equal(rows.length, 1, "signed and not recorded");
  }
  for (const certificate of left.answered) {
    const parsed = parseCertificate(certificate);
    assert.ok(parsed.ok);
    const record = await findCertificate(context, hisui.code, parsed.value.serial);
    assert.deepEqual(record?.certificate, certificate, "given away and not recorded");
  }
};

/** A certificate is there with its audit row, or neither is; the same for its signature. */
const assertAudited = async (): Promise<void> => {
  const rows = await database.asOwner<{ serial: string }>(
    `select c.serial from certificate c
     cross join lateral (
       select count(*) filter (where event = 'certificate.prepared') as prepared,
         count(*) filter (where event = 'certificate.issued') as issued
       from audit_event e where e.certificate_serial = c.serial) as told
     where told.prepared <> 1 or told.issued <> case when c.signed_at is null then 0 else 1 end`,
  );
  assert.deepEqual(rows, [], "certificates whose audit rows do not tell what happened");
  const orphans = await database.asOwner(
    `select from audit_event e where e.event = 'certificate.prepared'
       and not exists (select from certificate c where c.serial = e.certificate_serial)`,
  );
  assert.equal(orphans.length, 0, "audit rows of certificates that are not there");
};

const acquireAgain = async (user: User, same: GroupCrashInstructions["acquisitions"][number] | undefined) => {
  const request = world.requestOf(
    user,
    same === undefined
      ? {}
      : {
          request: { publicKeyInfo: Buffer.from(same.publicKeyInfo, "base64"), keyAlgorithm: "P-256" },
          enrollmentSessionId: same.enrollmentSessionId,
        },
  );
  const issued = await issueCertificate(context, authority, request);
  assert.ok(issued.ok, JSON.stringify(issued));
  const { serial } = issued.value;
  const confirmed = await confirmCertificate(context, { institution: hisui, serial, origin: ORIGIN });
  assert.ok(confirmed.ok, JSON.stringify(confirmed));
  assert.equal((await currentCertificate(context, user.reference))?.serial, serial);
};

const killOnce = async (round: number): Promise<Left> => {
  const users: User[] = [];
  for (let index = 0; index < USERS; index += 1) users.push(await world.newUser("hisui"));
  const acquisitions = users.map(({ reference: { contractId, userId } }) => ({
    contractId,
    userId,
    enrollmentSessionId: context.random.bytes(16).toString("hex"),
    publicKeyInfo: newKey().publicKeyInfo.toString("base64"),
  }));
  const left = await runUntilKilled({
    connectionString: database.connectionString,
    keys: world.keyStore.exportKeys(),
    signatures: (round >> 1) * 2,
    delayMilliseconds: round % 2 === 0 ? 0 : round,
    institutionId: hisui.id,
    acquisitions,
  });
  assert.equal(left.signal, "SIGKILL");
  await assertRecorded(left);
  await assertAudited();
  await Promise.all(
    users.map((user, index) =>
      acquireAgain(user, (round + index) % 2 === 0 ? acquisitions[index] : undefined),
    ),
  );
  return left;
};

test(`killed ${KILLS} times while ${USERS} certificates are issued together: nothing unrecorded, nobody stuck`, async (t) => {
  let inTheMiddle = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const { signed, answered } = await killOnce(round);
    if (signed.length > 0 && answered.length < USERS) inTheMiddle += 1;
  }
  assert.ok(inTheMiddle >= KILLS / 4, `${inTheMiddle} kills hit the middle`);
  t.diagnostic(`${inTheMiddle} of ${KILLS} kills came between the first signature and the last answer`);
});
