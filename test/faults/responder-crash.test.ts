import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { currentResponder } from "#domain/certificate-authority/responder.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { STEPS, type CrashInstructions, type Step } from "./responder-crash-child.ts";

const KILLS_PER_STEP = 3;
const ISSUER = "bizsol-g1";

const runChild = (
  instructions: CrashInstructions,
): Promise<{ readonly signal: string | null; readonly output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "responder-crash-child.ts")], {
      env: { ...process.env, NODE_TEST_CONTEXT: "", CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (_code, signal) => resolve({ signal, output }));
  });

for (const step of STEPS.filter((one) => one !== "never")) {
  test(`killed ${KILLS_PER_STEP} times at “${step}” while renewing: one certificate more, for everybody the same`, async (t) => {
    const world = await certificateWorld(t);
    const { context, authority } = world;
    const { database, clock } = context;
    const issuer = authority.issuer(ISSUER);
    assert.ok(issuer !== undefined);
    const present = authority.responderOf(ISSUER);
    assert.ok(present !== undefined);
    clock.set(present.notAfter.subtract({ hours: 24 * 9 }));
    const instructionsFor = (one: Step): CrashInstructions => ({
      connectionString: database.connectionString,
      keys: world.keyStore.exportKeys(),
      step: one,
      now: clock.now().toString(),
      issuerId: ISSUER,
    });
    const recorded = async (): Promise<Buffer[]> =>
      (
        await database.asOwner<{ certificate: Buffer }>(
          "select certificate from ocsp_responder where issuer_id = $1 order by not_after",
          [ISSUER],
        )
      ).map(({ certificate }) => certificate);

    for (let kill = 0; kill < KILLS_PER_STEP; kill += 1) {
      assert.equal((await runChild(instructionsFor(step))).signal, "SIGKILL");
      assert.ok((await recorded()).length <= 2, "no second one is made where the first was recorded");
    }
    // Several nodes at once afterwards, in other processes and in this one.
    const [one, other, here] = await Promise.all([
      runChild(instructionsFor("never")),
      runChild(instructionsFor("never")),
      currentResponder(context, authority, issuer),
    ]);
    const all = await recorded();
    assert.equal(all.length, 2);
    const [old, renewed] = all;
    assert.ok(old !== undefined && renewed !== undefined && here !== undefined);
    for (const { output } of [one, other]) assert.equal(output, `renewed ${renewed.toString("base64")}\n`);
    assert.deepEqual(here.der, renewed);
    const [before, afterwards] = [parseCertificate(old), parseCertificate(renewed)];
    assert.ok(before.ok && afterwards.ok);
    assert.deepEqual(afterwards.value.publicKeyInfo, before.value.publicKeyInfo);
    // They overlap: answers that were signed under the old one stay verifiable.
    assert.ok(Temporal.Instant.compare(afterwards.value.notBefore, before.value.notAfter) < 0);
  });
}
