import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import { formatName } from "#pki/name-text.ts";
import { certificateStanding } from "#domain/certificate/standing.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { revokeCertificatesOfRevokedIssuers } from "#domain/certificate/revoke-of-issuer.ts";
import { listAudit } from "#domain/audit/list.ts";
import { INSTALLATION_CODE } from "#domain/audit/installation.ts";
import type { Actor } from "#domain/context.ts";
import type { Result } from "#shared/result.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  certificateWorld,
  memoryKeyStore,
  VALIDATION_URL,
  type CertificateWorld,
} from "#test/support/certificates.ts";
import { acceptedValue } from "#test/support/population.ts";
import { loadAuthority, type CertificateAuthority } from "./authority.ts";
import {
  changeGeneration,
  previewGeneration,
  type ActRequest,
  type GenerationAct,
} from "./generation-acts.ts";
import { reloadAuthority } from "./load.ts";
import { planGeneration } from "./plan-generation.ts";
import { previewRevocation, readRootCrl, revokeGeneration } from "./revoke-generation.ts";
import { renewRootCrls, rootCrl } from "./root-crl.ts";

const ACTOR: Actor = { kind: "staff", name: "Sato" };
const NEW_URL = "http://va2.example";

const codeOf = (outcome: Result<unknown, Refusal>): string => (outcome.ok ? "done" : outcome.refusal.code);

interface Generations extends CertificateWorld {
  plan(more?: { years?: number }): ReturnType<typeof planGeneration>;
  act(act: GenerationAct, issuerId: string, more?: Partial<ActRequest>): ReturnType<typeof changeGeneration>;
  states(): Promise<string>;
  reload(): Promise<CertificateAuthority>;
}

const generations = async (t: TestContext): Promise<Generations> => {
  const world = await certificateWorld(t);
  const { context, keyStore } = world;
  const request = (act: GenerationAct, issuerId: string, more: Partial<ActRequest>): ActRequest => ({
    act,
    issuerId,
    waitingHours: 24,
    overrides: [],
    askValidation: () => Promise.resolve(undefined),
    ...more,
  });
  return {
    ...world,
    plan: (more = {}) =>
      planGeneration(context, keyStore, {
        family: "bizsol",
        validationUrl: NEW_URL,
        keyAlgorithm: "P-384",
        actor: ACTOR,
        ...more,
      }),
    act: (act, issuerId, more = {}) =>
      changeGeneration(context, keyStore, request(act, issuerId, more), ACTOR),
    states: async () => {
      const rows = await context.database.asOwner<{ text: string }>(
        `select string_agg(generation || ' ' || state, ', ' order by generation) as text
         from issuer where family = 'bizsol' and kind = 'issuing'`,
      );
      return rows[0]?.text ?? "";
    },
    reload: async () => {
      acceptedValue(await reloadAuthority(context, keyStore, world.authority));
      return world.authority;
    },
  };
};

/** Events of the installation, the oldest first, without those of `ca init`. */
const eventsOf = async ({ context }: CertificateWorld): Promise<string[]> => {
  const rows = await listAudit(context, INSTALLATION_CODE, { limit: 100 });
  return rows
    .toReversed()
    .filter(({ event }) => event !== "authority.created")
    .map(({ event, facts, actor }) => `${event} ${String(facts["issuerId"])} ${actor ?? ""}`);
};

test("a generation is planned, published, activated; old certificates stay valid and revocable", async (t) => {
  const world = await generations(t);
  const { context, authority } = world;
  const user = await world.newUser("hisui");
  const old = await world.activate(user);

  const planned = acceptedValue(await world.plan());
  assert.equal(planned.issuerId, "bizsol-g2");
  assert.match(formatName(planned.certificate.subject), /^CN=Tegata Test BizSOL CA G2,/);
  await world.reload();
  // Known to staff alone.
  assert.equal(authority.issuer("bizsol-g2"), undefined);
  assert.deepEqual(authority.chainOf("bizsol-g2"), []);
  assert.equal(authority.trustedFor("bizsol").length, 2);

  acceptedValue(await world.act("publish", "bizsol-g2"));
  await world.reload();
  assert.equal(authority.issuer("bizsol-g2")?.validationUrl, NEW_URL);
  assert.ok(authority.responderOf("bizsol-g2") !== undefined);
  assert.equal(authority.trustedFor("bizsol").length, 3);
  assert.equal(authority.issuingFor("bizsol").issuerId, "bizsol-g1");

  assert.equal(codeOf(await world.act("activate", "bizsol-g2")), "GENERATION_TOO_FRESH");
  context.clock.advance({ hours: 24 });
  const activated = acceptedValue(await world.act("activate", "bizsol-g2"));
  assert.equal(activated.retires, "bizsol-g1");
  await world.reload();
  assert.equal(await world.states(), "1 retired, 2 active");

  const next = await world.newUser("hisui");
  const issued = await world.issue(next);
  assert.equal(issued.issuerId, "bizsol-g2");
  const parsed = parseCertificate(issued.certificate);
  const issuer = authority.issuer("bizsol-g2");
  assert.ok(parsed.ok && issuer !== undefined && isIssuedBy(parsed.value, issuer.certificate));
  // The address of its own generation, whatever the setting says.
  assert.ok(parsed.value.extensions.crlUris?.[0]?.startsWith(`${NEW_URL}/crl/bizsol-g2/`));
  assert.deepEqual(parsed.value.extensions.ocspUris, [`${NEW_URL}/ocsp`]);
  const standing = await certificateStanding(context, world.institution("hisui"), old.certificate);
  assert.equal(standing.kind, "usable");
  assert.ok(authority.issuer("bizsol-g1") !== undefined && authority.responderOf("bizsol-g1") !== undefined);

  assert.deepEqual(await eventsOf(world), [
    "authority.planned bizsol-g2 Sato",
    "authority.published bizsol-g2 Sato",
    "authority.retired bizsol-g1 Sato",
    "authority.activated bizsol-g2 Sato",
  ]);
});

test("each step has its way back", async (t) => {
  const world = await generations(t);
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g2"));
  acceptedValue(await world.act("unpublish", "bizsol-g2"));
  assert.equal(await world.states(), "1 active, 2 planned");
  // It was known outside once.
  assert.equal(codeOf(await world.act("discard", "bizsol-g2")), "GENERATION_HAS_BEEN_PUBLISHED");
  acceptedValue(await world.act("publish", "bizsol-g2"));
  acceptedValue(await world.act("activate", "bizsol-g2", { overrides: ["waiting"] }));
  // The earlier one again, at once: clients know it.
  acceptedValue(await world.act("activate", "bizsol-g1"));
  assert.equal(await world.states(), "1 active, 2 retired");
  acceptedValue(await world.act("restore", "bizsol-g2"));
  assert.equal(await world.states(), "1 active, 2 published");
  assert.equal(codeOf(await world.act("unpublish", "bizsol-g2")), "GENERATION_HAS_ISSUED");
  acceptedValue(await world.act("retire", "bizsol-g2"));
  assert.equal(await world.states(), "1 active, 2 retired");
  // The number of a discarded one is not used again.
  acceptedValue(await world.plan());
  acceptedValue(await world.act("discard", "bizsol-g3"));
  assert.equal(acceptedValue(await world.plan()).issuerId, "bizsol-g4");
  assert.equal(await world.states(), "1 active, 2 retired, 3 discarded, 4 planned");
});

test("a step from the wrong state is refused", async (t) => {
  const world = await generations(t);
  acceptedValue(await world.plan());
  for (const [act, issuerId, code] of [
    ["publish", "bizsol-g9", "GENERATION_UNKNOWN"],
    ["publish", "bizsol-root", "GENERATION_UNKNOWN"],
    ["publish", "bizsol-g1", "GENERATION_IS_ACTIVE"],
    ["retire", "bizsol-g1", "GENERATION_IS_ACTIVE"],
    ["activate", "bizsol-g1", "GENERATION_IS_ACTIVE"],
    ["activate", "bizsol-g2", "GENERATION_STATE"],
    ["retire", "bizsol-g2", "GENERATION_STATE"],
    ["restore", "bizsol-g2", "GENERATION_STATE"],
    ["unpublish", "bizsol-g2", "GENERATION_STATE"],
  ] as const) {
    assert.equal(codeOf(await world.act(act, issuerId)), code, `${act} ${issuerId}`);
  }
  acceptedValue(await world.act("discard", "bizsol-g2"));
  assert.equal(codeOf(await world.act("publish", "bizsol-g2")), "GENERATION_STATE");
  assert.equal(await world.states(), "1 active, 2 discarded");
});

test("activation is refused where clients, keys, validation or time are not ready", async (t) => {
  const world = await generations(t);
  const { context, keyStore } = world;
  acceptedValue(await world.plan({ years: 1 }));
  acceptedValue(await world.act("publish", "bizsol-g2"));
  // One year, and clients' certificates last 366 days.
  assert.equal(codeOf(await world.act("activate", "bizsol-g2")), "GENERATION_TOO_SHORT");
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g3"));
  const silent = () => Promise.resolve("nobody answers");
  const overrides = ["waiting"] as const;
  assert.equal(
    codeOf(await world.act("activate", "bizsol-g3", { askValidation: silent, overrides })),
    "GENERATION_VALIDATION_SILENT",
  );
  const request: ActRequest = {
    act: "activate",
    issuerId: "bizsol-g3",
    waitingHours: 0,
    overrides: ["validation"],
    askValidation: silent,
  };
  const { "file:bizsol-g3": _gone, ...others } = keyStore.exportKeys();
  const without = await previewGeneration(context, memoryKeyStore(others), request);
  assert.equal(codeOf(without), "AUTHORITY_KEY_UNAVAILABLE");
  const deaf = {
    ...keyStore,
    signer: async (reference: string) => {
      const opened = await keyStore.signer(reference);
      return opened.ok
        ? { ...opened, value: { ...opened.value, sign: () => Promise.resolve(Buffer.alloc(64)) } }
        : opened;
    },
  };
  assert.equal(codeOf(await previewGeneration(context, deaf, request)), "AUTHORITY_KEY_UNAVAILABLE");
  await context.database.asOwner("delete from ocsp_responder where issuer_id = 'bizsol-g3'");
  assert.equal(codeOf(await previewGeneration(context, keyStore, request)), "AUTHORITY_RESPONDER_MISSING");
  // A preview changes nothing.
  assert.equal(await world.states(), "1 active, 2 published, 3 published");
});

test("a plan is refused without a root, without its key, or with a key of another type in its place", async (t) => {
  const world = await generations(t);
  const { context, keyStore } = world;
  const given = {
    family: "bizsol",
    validationUrl: VALIDATION_URL,
    keyAlgorithm: "P-256",
    actor: ACTOR,
  } as const;
  const { "file:bizsol-root": _root, ...daily } = keyStore.exportKeys();
  assert.equal(
    codeOf(await planGeneration(context, memoryKeyStore(daily), given)),
    "AUTHORITY_KEY_UNAVAILABLE",
  );
  await keyStore.generate("file:bizsol-g2", "P-384");
  assert.equal(codeOf(await planGeneration(context, keyStore, given)), "AUTHORITY_KEY_OF_OTHER_TYPE");
  await context.database.asOwner(
    "update issuer set key_reference = 'offline:bizsol-root' where issuer_id = 'bizsol-root'",
  );
  assert.equal(codeOf(await planGeneration(context, keyStore, given)), "AUTHORITY_KEY_OFFLINE");
  assert.equal(codeOf(await renewRootCrls(context, keyStore, ACTOR)), "AUTHORITY_KEY_OFFLINE");
  await context.database.asOwner(
    "delete from authority_crl; delete from ocsp_responder; delete from issuer where kind = 'issuing'; delete from issuer",
  );
  assert.equal(codeOf(await planGeneration(context, keyStore, given)), "AUTHORITY_NOT_INITIALIZED");
});

test("the database refuses a second active one, none at all, and steps that do not follow", async (t) => {
  const world = await generations(t);
  const { database } = world.context;
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g2"));
  const set = (state: string, issuerId: string): Promise<unknown> =>
    database.asOwner(
      `update issuer set state = $1, serves_until = now(), first_activated_at = coalesce(first_activated_at, now())
       where issuer_id = $2`,
      [state, issuerId],
    );
  await assert.rejects(set("active", "bizsol-g2"), /issuer_one_active/);
  await assert.rejects(set("retired", "bizsol-g1"), /would have no authority that issues/);
  await assert.rejects(set("planned", "bizsol-g1"), /does not go from active to planned/);
  await assert.rejects(set("discarded", "bizsol-g2"), /does not go from published to discarded/);
});

test("a process that lacks a new key keeps what it has, and takes the rest over later", async (t) => {
  const world = await generations(t);
  const { context, keyStore } = world;
  const other = acceptedValue(
    await loadAuthority(context, memoryKeyStore(keyStore.exportKeys()), { validationUrl: VALIDATION_URL }),
  );
  const before = other.issuingFor("bizsol");
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g2"));
  acceptedValue(await world.act("activate", "bizsol-g2", { overrides: ["waiting"] }));
  const stale = memoryKeyStore(
    Object.fromEntries(Object.entries(keyStore.exportKeys()).filter(([name]) => !name.includes("g2"))),
  );
  assert.equal(codeOf(await reloadAuthority(context, stale, other)), "AUTHORITY_KEY_UNAVAILABLE");
  assert.equal(other.issuingFor("bizsol"), before);
  const user = await world.newUser("hisui");
  const late = acceptedValue(await issueCertificate(context, other, world.requestOf(user)));
  assert.equal(late.issuerId, "bizsol-g1");
  assert.equal(acceptedValue(await reloadAuthority(context, keyStore, other)), true);
  assert.equal(acceptedValue(await reloadAuthority(context, keyStore, other)), false);
  assert.equal(other.issuingFor("bizsol").issuerId, "bizsol-g2");
  // What did not change kept its identity, and with it everything that was worked out for it.
  assert.equal(other.issuer("shinkin-g1"), other.issuingFor("shinkin"));
});

test("a retired generation serves until its last certificate has ended, and then its key may go", async (t) => {
  const world = await generations(t);
  const { context, keyStore } = world;
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g2"));
  acceptedValue(await world.act("activate", "bizsol-g2", { overrides: ["waiting"] }));
  const load = async (keys: Record<string, string>) =>
    loadAuthority(context, memoryKeyStore(keys), { validationUrl: VALIDATION_URL });
  const { "file:bizsol-g1": _key, "file:bizsol-g1-ocsp": _ocsp, ...left } = keyStore.exportKeys();
  context.clock.advance({ hours: 24 * 366 });
  assert.equal(codeOf(await load(left)), "AUTHORITY_KEY_UNAVAILABLE");
  context.clock.advance({ hours: 25 });
  const loaded = acceptedValue(await load(left));
  assert.equal(loaded.issuer("bizsol-g1"), undefined);
  // Its certificate can still be had.
  assert.equal(loaded.chainOf("bizsol-g1").length, 2);
});

test("a revoked generation stands on its root's list; what it issued is refused, then revoked", async (t) => {
  const world = await generations(t);
  const { context, keyStore } = world;
  const hisui = world.institution("hisui");
  const user = await world.newUser("hisui");
  const old = await world.activate(user);
  const revoke = (issuerId: string) =>
    revokeGeneration(context, keyStore, { issuerId, reason: "cACompromise", actor: ACTOR });
  assert.equal(codeOf(await revoke("bizsol-g1")), "GENERATION_IS_ACTIVE");
  assert.equal(codeOf(await revoke("bizsol-g7")), "GENERATION_UNKNOWN");
  acceptedValue(await world.plan());
  acceptedValue(await world.act("publish", "bizsol-g2"));
  acceptedValue(await world.act("activate", "bizsol-g2", { overrides: ["waiting"] }));
  assert.equal(acceptedValue(await previewRevocation(context, "bizsol-g1")).crlNumber, 2);
  assert.equal(acceptedValue(await revoke("bizsol-g1")).crlNumber, 2);
  assert.equal(codeOf(await revoke("bizsol-g1")), "GENERATION_STATE");

  const standing = await certificateStanding(context, hisui, old.certificate);
  assert.ok(standing.kind === "refused" && standing.code === "CERTIFICATE_REVOKED", JSON.stringify(standing));
  assert.match(standing.detail, /issuer/);
  await world.reload();
  assert.equal(world.authority.trustedFor("bizsol").length, 2);
  const root = world.authority.authorities.find(({ issuerId }) => issuerId === "bizsol-root");
  const list = await rootCrl(context, "bizsol-root");
  assert.ok(root !== undefined && list !== undefined);
  const reasonsIn = (crl: Buffer): readonly string[] | undefined => {
    const read = readRootCrl("bizsol-root", root.certificate, crl);
    assert.ok(read.ok);
    return read.value.list.entries?.map(({ reason }) => reason);
  };
  assert.deepEqual(reasonsIn(list.crl), ["cACompromise"]);

  assert.deepEqual(await revokeCertificatesOfRevokedIssuers(context), { revoked: 1 });
  assert.deepEqual(await world.statesOf(user), ["revoked (revocation)"]);
  assert.equal((await world.activate(user)).issuerId, "bizsol-g2");
  // Once nothing can come after, it is not looked for again.
  context.clock.advance({ hours: 2 });
  assert.deepEqual(await revokeCertificatesOfRevokedIssuers(context), { revoked: 0 });
  const [marked] = await context.database.asOwner<{ ended: boolean }>(
    "select certificates_ended_at is not null as ended from issuer where issuer_id = 'bizsol-g1'",
  );
  assert.equal(marked?.ended, true);
  // The next list keeps it.
  const renewed = acceptedValue(await renewRootCrls(context, keyStore, ACTOR));
  const again = renewed.find(({ issuerId }) => issuerId === "bizsol-root");
  assert.ok(again !== undefined && again.number === 3);
  assert.deepEqual(reasonsIn(again.crl), ["cACompromise"]);
});
