import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { checkCrls } from "#domain/certificate/crl-check.ts";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import type { PublisherInstructions } from "./crl-crash-child.ts";

const KILLS = 6;
const REVOCATIONS_A_KILL = 15;
const CHILD = join(import.meta.dirname, "crl-crash-child.ts");

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { context, authority, keyStore } = world;

const startPublisher = async (): Promise<{ kill(): Promise<void> }> => {
  const instructions: PublisherInstructions = {
    connectionString: context.database.connectionString,
    keys: keyStore.exportKeys(),
  };
  const child = spawn(process.execPath, [CHILD], {
    env: { ...process.env, CRASH: JSON.stringify(instructions), NODE_TEST_CONTEXT: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  await once(child.stdout, "data");
  return {
    kill: async () => {
      child.kill("SIGKILL");
      const [, signal]: unknown[] = await closed;
      assert.equal(signal, "SIGKILL", "it was still publishing");
    },
  };
};

const numberOf = async (): Promise<number> => {
  const rows = await context.database.asOwner<{ number: string }>("select number from crl");
  return Number(rows[0]?.number ?? 0);
};

test("a worker that is killed while it makes lists loses no revocation, and no number is given twice", async () => {
  let number = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const users = await world.newUsers("hisui", REVOCATIONS_A_KILL);
    const serials: string[] = [];
    for (const user of users) serials.push((await world.activate(user)).serial);
    const publisher = await startPublisher();
    const revoking = (async () => {
      for (const serial of serials) {
        const revoked = await revokeCertificate(context, {
          institution: world.institution("hisui"),
          serial,
          reason: "keyCompromise",
          actor: { kind: "staff", name: "counter" },
        });
        assert.equal(revoked.ok, true);
      }
    })();
    await pause(20 + 35 * kill);
    await publisher.kill();
    await revoking;
    // What the killed worker left is whole: everything revoked is on the list or waits for it.
    assert.deepEqual((await checkCrls(context, undefined)).findings, []);
    const left = await numberOf();
    assert.ok(left >= number);
    world.context.clock.set(Temporal.Now.instant());
    await publishCrls(context, authority);
    number = await numberOf();
    assert.ok(number >= left);
    const check = await checkCrls(context, undefined);
    assert.deepEqual(check.findings, []);
    assert.equal(check.entries, (kill + 1) * REVOCATIONS_A_KILL);
    const waiting = await context.database.asOwner("select from crl_pending");
    assert.equal(waiting.length, 0);
  }
});
