import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { settableClock } from "#shared/clock.ts";
import { certificateWorld, memoryKeyStore, START, VALIDATION_URL } from "#test/support/certificates.ts";
import { testDatabase } from "#test/support/database.ts";
import { loadAuthority } from "./authority.ts";
import { initializeAuthority } from "./initialize.ts";
import { currentResponder } from "./responder.ts";

const OPTIONS = {
  validationUrl: VALIDATION_URL,
  organization: "Test",
  rootKeyAlgorithm: "P-256",
  issuingKeyAlgorithm: "P-256",
} as const;

const load = async (
  world: { context: Parameters<typeof loadAuthority>[0] },
  keyStore: Parameters<typeof loadAuthority>[1],
): Promise<string> => {
  const loaded = await loadAuthority(world.context, keyStore, { validationUrl: VALIDATION_URL });
  return loaded.ok ? "loaded" : loaded.refusal.code;
};

test("the loaded authority gives issuers, chains and responders of each family", async (t) => {
  const { authority } = await certificateWorld(t);
  assert.equal(authority.issuingFor("bizsol").issuerId, "bizsol-g1");
  assert.equal(authority.issuingFor("shinkin").issuerId, "shinkin-g1");
  assert.equal(authority.issuer("bizsol-root"), undefined);
  const [issuing, root, ...rest] = authority.chainOf("shinkin-g1").map((der) => parseCertificate(der));
  assert.ok(issuing?.ok && root?.ok && rest.length === 0);
  assert.ok(isIssuedBy(issuing.value, root.value) && isIssuedBy(root.value, root.value));
  assert.deepEqual(authority.chainOf("nobody"), []);
  assert.deepEqual(issuing.value.extensions.basicConstraints, { isAuthority: true, pathLength: 0 });
});

test("a database without authorities is refused", async (t) => {
  const database = await testDatabase(t);
  assert.equal(
    await load({ context: { database, clock: settableClock(START) } }, memoryKeyStore()),
    "AUTHORITY_NOT_INITIALIZED",
  );
});

test("keys that are missing, or of another installation, are refused", async (t) => {
  const world = await certificateWorld(t);
  assert.equal(await load(world, memoryKeyStore()), "AUTHORITY_KEY_UNAVAILABLE");
  const other = await certificateWorld(t);
  assert.equal(await load(world, other.keyStore), "AUTHORITY_KEY_MISMATCH");
  // Only the responder's key is a stranger.
  const keys = { ...world.keyStore.exportKeys() };
  keys["file:bizsol-g1-ocsp"] = other.keyStore.exportKeys()["file:bizsol-g1-ocsp"] ?? "";
  assert.equal(await load(world, memoryKeyStore(keys)), "AUTHORITY_KEY_MISMATCH");
  // Root keys may be away in daily work.
  const { "file:bizsol-root": _b, "file:shinkin-root": _s, ...daily } = world.keyStore.exportKeys();
  assert.equal(await load(world, memoryKeyStore(daily)), "loaded");
});

test("certificates that do not belong together are refused", async (t) => {
  for (const damage of [
    `update issuer set certificate = (select certificate from issuer where issuer_id = 'shinkin-root') where issuer_id = 'bizsol-root'`,
    `update ocsp_responder set certificate = (select certificate from ocsp_responder where issuer_id = 'shinkin-g1') where issuer_id = 'bizsol-g1'`,
    `update issuer set certificate = substring(certificate from 1 for 100) where issuer_id = 'bizsol-g1'`,
  ]) {
    const world = await certificateWorld(t);
    await world.context.database.asOwner(damage);
    assert.equal(await load(world, world.keyStore), "AUTHORITY_CHAIN_BROKEN", damage);
  }
});

test("made once, also when two nodes start at the same moment", async (t) => {
  const world = await certificateWorld(t);
  const again = await initializeAuthority(world.context, memoryKeyStore(), OPTIONS);
  assert.equal(again.ok ? "made" : again.refusal.code, "AUTHORITY_ALREADY_INITIALIZED");
  const context = { ...world.context, database: await testDatabase(t) };
  const keyStore = memoryKeyStore();
  const outcomes = await Promise.all([1, 2].map(() => initializeAuthority(context, keyStore, OPTIONS)));
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  assert.equal(await load({ context }, keyStore), "loaded");
});

test("an interrupted run leaves keys, and the next one takes them", async (t) => {
  const world = await certificateWorld(t);
  const context = { ...world.context, database: await testDatabase(t) };
  const keyStore = memoryKeyStore();
  let calls = 0;
  const failing = {
    ...keyStore,
    generate: (...given: Parameters<typeof keyStore.generate>) => {
      calls += 1;
      if (calls === 5) throw new Error("power cut");
      return keyStore.generate(...given);
    },
  };
  await assert.rejects(initializeAuthority(context, failing, OPTIONS), /power cut/);
  const wanted = await initializeAuthority(context, keyStore, { ...OPTIONS, rootKeyAlgorithm: "P-384" });
  assert.equal(wanted.ok ? "made" : wanted.refusal.code, "AUTHORITY_KEY_OF_OTHER_TYPE");
  const made = await initializeAuthority(context, keyStore, OPTIONS);
  assert.ok(made.ok);
  assert.equal(made.value.filter(({ keyWasThere }) => keyWasThere).length, 4);
  assert.equal(await load({ context }, keyStore), "loaded");
});

test("a responder gets its next certificate before its end, once for all nodes", async (t) => {
  const world = await certificateWorld(t);
  const { context, authority } = world;
  const issuer = authority.issuingFor("bizsol");
  const first = await currentResponder(context, authority, issuer);
  assert.ok(first !== undefined);
  context.clock.advance({ hours: 19 * 24 });
  assert.equal((await currentResponder(context, authority, issuer))?.der, first.der);
  context.clock.advance({ hours: 2 * 24 });
  const otherNode = await loadAuthority(context, world.keyStore, { validationUrl: VALIDATION_URL });
  assert.ok(otherNode.ok);
  const otherIssuer = otherNode.value.issuingFor("bizsol");
  const renewed = await Promise.all([
    ...Array.from({ length: 5 }, () => currentResponder(context, authority, issuer)),
    currentResponder(context, otherNode.value, otherIssuer),
  ]);
  assert.equal(new Set(renewed.map((responder) => responder?.der.toString("hex"))).size, 1);
  const [next] = renewed;
  assert.ok(next !== undefined);
  assert.ok(Temporal.Instant.compare(next.notAfter, first.notAfter) > 0);
  const parsed = parseCertificate(next.der);
  assert.ok(parsed.ok && isIssuedBy(parsed.value, issuer.certificate));
  const rows = await context.database.asOwner("select 1 from ocsp_responder where issuer_id = 'bizsol-g1'");
  assert.equal(rows.length, 2);
  assert.equal(await load(world, world.keyStore), "loaded");
});

test("migration 0012 finds the address of generations of before in their certificates", async (t) => {
  const world = await certificateWorld(t);
  const migration = await readFile(
    join(import.meta.dirname, "../../../database/migrations/0012-generations.sql"),
    "utf8",
  );
  const expression = /validation_url = (substring\([^]*?\)),\n/.exec(migration)?.[1];
  assert.ok(expression !== undefined);
  const rows = await world.context.database.asOwner<{ found: string; recorded: string }>(
    `select ${expression} as found, validation_url as recorded from issuer where kind = 'issuing'`,
  );
  const expected = { found: VALIDATION_URL, recorded: VALIDATION_URL };
  assert.deepEqual(rows, [expected, expected]);
});
