import assert from "node:assert/strict";
import test from "node:test";
import {
  certificateWorld,
  memoryKeyStore,
  VALIDATION_URL,
  type CertificateWorld,
} from "#test/support/certificates.ts";
import { acceptedValue } from "#test/support/population.ts";
import { loadAuthority } from "./authority.ts";
import { checkAuthorities } from "./check.ts";
import { signRootCrl } from "./root-crl.ts";

const found = async (
  { context, keyStore }: Pick<CertificateWorld, "context" | "keyStore">,
  otherKeys: readonly string[] = [],
): Promise<string[]> => {
  const findings = await checkAuthorities(context, keyStore, { validationUrl: VALIDATION_URL, otherKeys });
  return findings.map(
    ({ severity, code, facts }) => `${severity} ${code} ${Object.values(facts ?? {}).join(" ")}`,
  );
};

test("a sound installation has nothing to be found", async (t) => {
  const world = await certificateWorld(t);
  await world.activate(await world.newUser("hisui"));
  assert.deepEqual(await found(world), []);
});

/** What is done to the database, and what is found. */
const DAMAGES: readonly (readonly [damage: string, expected: readonly string[]])[] = [
  [
    "delete from authority_crl where issuer_id = 'bizsol-root'",
    ["stops AUTHORITY_ROOT_CRL_MISSING bizsol-root"],
  ],
  [
    "update authority_crl set crl = (select crl from authority_crl where issuer_id = 'shinkin-root') where issuer_id = 'bizsol-root'",
    ["stops AUTHORITY_ROOT_CRL_DISAGREES bizsol-root"],
  ],
  [
    "delete from ocsp_responder where issuer_id = 'shinkin-g1'",
    ["stops AUTHORITY_RESPONDER_MISSING shinkin-g1", "warns AUTHORITY_KEY_UNKNOWN file:shinkin-g1-ocsp"],
  ],
  [
    `update issuer set state = 'published', published_at = now() where issuer_id = 'bizsol-g1'`,
    ["stops AUTHORITY_NONE_ACTIVE bizsol"],
  ],
  [
    `update certificate set issuer_id = 'shinkin-g1' where issuer_id = 'bizsol-g1'`,
    ["stops AUTHORITY_CERTIFICATES_FOREIGN shinkin-g1"],
  ],
  [
    `update issuer set certificate = substring(certificate from 1 for 100) where issuer_id = 'bizsol-g1'`,
    ["stops AUTHORITY_CHAIN_BROKEN bizsol-g1"],
  ],
  [
    "delete from authority_crl; delete from ocsp_responder; delete from issuer where kind = 'issuing'; delete from issuer",
    ["stops AUTHORITY_NOT_INITIALIZED "],
  ],
];

for (const [damage, expected] of DAMAGES) {
  test(`found after: ${damage.slice(0, 100)}`, async (t) => {
    const world = await certificateWorld(t);
    if (damage.startsWith("update certificate")) await world.activate(await world.newUser("hisui"));
    const { database } = world.context;
    await database.asOwner("alter table issuer disable trigger all");
    await database.asOwner(damage);
    assert.deepEqual(await found(world), expected);
  });
}

test("a list that names an authority which the record does not call revoked", async (t) => {
  const world = await certificateWorld(t);
  const { context, keyStore, authority } = world;
  const root = authority.authorities.find(({ issuerId }) => issuerId === "bizsol-root");
  const signer = await keyStore.signer("file:bizsol-root");
  assert.ok(root !== undefined && signer.ok);
  const list = await signRootCrl({
    root: { issuerId: "bizsol-root", certificate: root.certificate, signer: signer.value },
    number: 2,
    now: context.clock.now(),
    revoked: [
      {
        serial: authority.issuingFor("bizsol").certificate.serial,
        revokedAt: context.clock.now(),
        reason: "keyCompromise",
      },
    ],
  });
  await context.database.asOwner("update authority_crl set crl = $1 where issuer_id = 'bizsol-root'", [
    list.crl,
  ]);
  assert.deepEqual(await found(world), ["stops AUTHORITY_ROOT_CRL_DISAGREES bizsol-root"]);
});

test("time passes: lists and generations come to their ends", async (t) => {
  const world = await certificateWorld(t);
  const { clock } = world.context;
  const roots = (code: string): string[] =>
    ["bizsol-root", "shinkin-root"].map((id) => `warns ${code} ${id}`);
  const responders = ["bizsol-g1", "shinkin-g1"].map((id) => `warns AUTHORITY_RESPONDER_EXPIRED ${id}`);
  clock.advance({ hours: 24 * 31 });
  assert.deepEqual(await found(world), responders);
  clock.advance({ hours: 24 * 345 });
  assert.deepEqual(await found(world), [...responders, ...roots("AUTHORITY_ROOT_CRL_ENDING")]);
  clock.advance({ hours: 24 * 30 });
  assert.deepEqual(await found(world), [...responders, ...roots("AUTHORITY_ROOT_CRL_EXPIRED")]);
  clock.advance({ hours: 24 * 365 * 8 });
  const late = await found(world);
  assert.ok(late.includes("warns AUTHORITY_ENDING bizsol-g1"), late.join());
  clock.advance({ hours: 24 * 365 });
  assert.deepEqual(await found(world), ["stops AUTHORITY_EXPIRED bizsol-g1"]);
});

test("a clock that is behind the authorities", async (t) => {
  const world = await certificateWorld(t);
  world.context.clock.advance({ hours: -1 });
  assert.deepEqual(await found(world), ["stops AUTHORITY_NOT_YET_VALID bizsol-g1"]);
});

test("keys that belong to nothing on record, but for those of others", async (t) => {
  const world = await certificateWorld(t);
  await world.keyStore.generate("file:stray", "P-256");
  await world.keyStore.generate("file:audit-1", "P-256");
  assert.deepEqual(await found(world, ["file:audit-1"]), ["warns AUTHORITY_KEY_UNKNOWN file:stray"]);
});

test("keys that do not open are the first thing that is told", async (t) => {
  const world = await certificateWorld(t);
  const { context } = world;
  assert.deepEqual(await found({ context, keyStore: memoryKeyStore() }), [
    "stops AUTHORITY_KEY_UNAVAILABLE file:bizsol-g1",
  ]);
  const loaded = await loadAuthority(context, world.keyStore, { validationUrl: VALIDATION_URL });
  assert.equal(acceptedValue(loaded).issuers.length, 2);
});
