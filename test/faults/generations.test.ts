import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { crossCheck } from "#domain/certificate-authority/check.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import { loadAuthority } from "#domain/certificate-authority/load.ts";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { issueCertificate, type IssuedCertificate, type IssueRequest } from "#domain/certificate/issue.ts";
import type { DomainContext } from "#domain/context.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { createLog } from "#platform/log/log.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { newKey, ORIGIN, VALIDATION_URL } from "#test/support/certificates.ts";
import { testDatabase } from "#test/support/database.ts";
import { acceptedValue, populate, shippedInstitutions } from "#test/support/population.ts";
import { watchAuthorities } from "../../src/system/authority-watch.ts";
import { PASSPHRASE, takeStep, type ChildAct, type GenerationInstructions } from "./generation-child.ts";

const CHILD = join(import.meta.dirname, "generation-child.ts");

const installation = async (t: TestContext) => {
  const keyDirectory = await mkdtemp(join(tmpdir(), "tegata-generations-"));
  t.after(() => rm(keyDirectory, { recursive: true, force: true }));
  const database = await testDatabase(t);
  const context: DomainContext = {
    database,
    clock: systemClock,
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  const keyStore = fileKeyStore({ directory: keyDirectory, passphrase: () => Promise.resolve(PASSPHRASE) });
  acceptedValue(
    await initializeAuthority(context, keyStore, {
      validationUrl: VALIDATION_URL,
      organization: "Tegata Test",
      rootKeyAlgorithm: "P-256",
      issuingKeyAlgorithm: "P-256",
    }),
  );
  const step = (act: ChildAct, issuerId: string): Promise<string> =>
    takeStep(context, { act, issuerId, keyDirectory });
  const child = (act: ChildAct, issuerId: string): ChildProcess => {
    const { connectionString } = database;
    const instructions: GenerationInstructions = { connectionString, keyDirectory, act, issuerId };
    return spawn(process.execPath, [CHILD], {
      env: { ...process.env, GENERATION: JSON.stringify(instructions), NODE_TEST_CONTEXT: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
  };
  const states = async (): Promise<Record<string, string>> => {
    const rows = await database.asOwner<{ id: string; state: string }>(
      "select issuer_id as id, state from issuer where kind = 'issuing' and family = 'bizsol' order by 1",
    );
    return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  };
  return { context, database, keyStore, step, child, states };
};

/** Lines of a child until it ends. */
const linesOf = async (child: ChildProcess): Promise<string[]> => {
  assert.ok(child.stdout !== null);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  return lines;
};

const USERS = 400;
const CONTRACTS = 10;
const AT_A_TIME = 16;

test("rollover under load, by another process, and back: nothing is lost, each certificate is of its issuer", async (t) => {
  const { context, keyStore, step, child } = await installation(t);
  const institution = context.institutions.byId("hisui");
  assert.ok(institution !== undefined);
  const users = [];
  for (let contract = 0; contract < CONTRACTS; contract += 1) {
    const names = Array.from(
      { length: USERS / CONTRACTS },
      (_, index) => `u${String(contract * 100 + index).padStart(4, "0")}`,
    );
    const roles = Object.fromEntries(
      names.map((name, index) => [name, index === 0 ? "master" : "user"] as const),
    );
    users.push(...(await populate(context, { institution, contractId: `9000000${contract}`, users: roles })));
  }
  assert.equal(await step("plan", ""), "done");
  assert.equal(await step("publish", "bizsol-g2"), "done");
  // Two nodes that watch the record.
  const log = createLog({ level: "silent" });
  const nodes = await Promise.all(
    [1, 2].map(async () => {
      const authority = acceptedValue(
        await loadAuthority(context, keyStore, { validationUrl: VALIDATION_URL }),
      );
      const watch = await watchAuthorities({ context, keyStore, authority, log });
      watch.start();
      t.after(() => watch.stop());
      return authority;
    }),
  );
  const issued: IssuedCertificate[] = [];
  const refusals: string[] = [];
  const waiting = [...users];
  const work = async (): Promise<void> => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      const authority = nodes[waiting.length % 2];
      assert.ok(authority !== undefined);
      const request: IssueRequest = {
        institution,
        user,
        confirmationMethod: "signature",
        origin: ORIGIN,
        request: { publicKeyInfo: newKey().publicKeyInfo, keyAlgorithm: "P-256" },
        enrollmentSessionId: context.random.bytes(16).toString("hex"),
      };
      const outcome = await issueCertificate(context, authority, request);
      if (outcome.ok) issued.push(outcome.value);
      else refusals.push(outcome.refusal.code);
      // Spread over the time that two changes take.
      await pause(150);
    }
  };
  const load = Promise.all(Array.from({ length: AT_A_TIME }, work));
  const changes = async (): Promise<string[][]> => [
    await linesOf(child("activate", "bizsol-g2")),
    await pause(1_200, await linesOf(child("activate", "bizsol-g1"))),
    await linesOf(child("activate", "bizsol-g2")),
  ];
  const [said] = await Promise.all([changes(), load]);
  assert.deepEqual(said, [
    ["go", "done"],
    ["go", "done"],
    ["go", "done"],
  ]);

  assert.deepEqual(refusals, []);
  assert.equal(issued.length, USERS);
  const byIssuer = new Map<string, number>();
  for (const { certificate, issuerId, serial } of issued) {
    byIssuer.set(issuerId, (byIssuer.get(issuerId) ?? 0) + 1);
    const issuer = nodes[0]?.issuer(issuerId)?.certificate;
    const parsed = parseCertificate(certificate);
    assert.ok(
      parsed.ok && issuer !== undefined && isIssuedBy(parsed.value, issuer),
      `${serial} of ${issuerId}`,
    );
    const record = await findCertificate(context, institution.code, serial);
    assert.deepEqual(record?.certificate, certificate);
    assert.equal(record?.issuerId, issuerId);
  }
  assert.deepEqual([...byIssuer.keys()].sort(), ["bizsol-g1", "bizsol-g2"]);
  // Within seconds both have the one that is active now.
  const deadline = Date.now() + 10_000;
  while (nodes.some((node) => node.issuingFor("bizsol").issuerId !== "bizsol-g2")) {
    assert.ok(Date.now() < deadline, "the nodes learn of it");
    await pause(100);
  }
});

/** Each step with the generation it is taken with, the state that follows, and the event that tells of it. */
const STEPS = [
  ["plan", "bizsol-g2", "planned", "authority.planned"],
  ["publish", "bizsol-g2", "published", "authority.published"],
  ["activate", "bizsol-g2", "active", "authority.activated"],
  ["revoke", "bizsol-g1", "revoked", "authority.revoked"],
] as const;
const KILLS = 4;

test("killed in the middle of each step: it was taken whole, with its event, or not at all", async (t) => {
  const { context, database, keyStore, step, child, states } = await installation(t);
  for (const [act, issuerId, after, event] of STEPS) {
    const before = await states();
    for (let round = 0; round < KILLS; round += 1) {
      const process = child(act, issuerId);
      assert.ok(process.stdout !== null);
      await once(createInterface({ input: process.stdout }), "line");
      await pause(round * 70);
      process.kill("SIGKILL");
      if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
      const now = await states();
      const [told] = await database.asOwner<{ events: number }>(
        "select count(*)::int as events from audit_event where institution_code = '0000' and event = $1 and facts->>'issuerId' = $2",
        [event, issuerId],
      );
      const isTaken = now[issuerId] === after;
      assert.equal(told?.events, isTaken ? 1 : 0, `${act}, round ${round}`);
      if (isTaken) break;
      assert.deepEqual(now, before, `${act}, round ${round}`);
    }
    if ((await states())[issuerId] !== after) assert.equal(await step(act, issuerId), "done");
    assert.equal((await states())[issuerId], after);
    // Whatever was left, a process that starts now finds everything in its place.
    const loaded = acceptedValue(await loadAuthority(context, keyStore, { validationUrl: VALIDATION_URL }));
    assert.deepEqual(await crossCheck(context, loaded), []);
  }
});
