import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest, MAX_CERT_IDS } from "#pki/ocsp/request.ts";
import { SignerUnavailableError, type Signer } from "#pki/signer.ts";
import { openDatabase } from "#platform/database/database.ts";
import type { Moment } from "#shared/stopwatch.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import type { CertificateAuthority, OcspResponder } from "../certificate-authority/authority.ts";
import { revokeCertificate } from "../certificate/revoke.ts";
import type { DomainContext } from "../context.ts";
import { AnswerCache } from "./cache.ts";
import { OcspFigures } from "./figures.ts";
import { Lease } from "./lease.ts";
import { presignOnce } from "./presign.ts";
import { OcspService } from "./service.ts";

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const issuer = world.authority.issuer("bizsol-g1");
assert.ok(issuer !== undefined);
const { subjectDer: name, publicKeyInfo } = issuer.certificate;
const identity = issuerIdentity({ name, publicKeyInfo });
const NEVER_ISSUED = "1234567890abcdef1234567890abcdef";

const active = async (): Promise<string> => (await world.activate(await world.newUser("hisui"))).serial;
const ask = (serial: string, digest: "sha1" | "sha256" = "sha1", nonce?: Buffer): Buffer =>
  buildOcspRequest([identity.certId(serial, digest)], nonce);

const NO_TIME: Moment = { monotonic: 0, wall: 0 };

const serviceWith = (
  authority: CertificateAuthority = world.authority,
  context: DomainContext = world.context,
) => {
  const lease = new Lease({ moment: () => NO_TIME, since: () => 0 });
  lease.renew(NO_TIME);
  const cache = new AnswerCache({ bytes: 10_000_000, entries: 1_000 }, lease);
  const figures = new OcspFigures();
  const faults: unknown[] = [];
  const onFault = (fault: unknown): void => void faults.push(fault);
  const service = new OcspService({ context, authority, cache, figures, onFault });
  return { service, cache, lease, figures, faults };
};

/** The authority with another signer for its responders. */
const signingBy = (signer: (real: Signer) => Signer): CertificateAuthority => {
  const responders = new WeakMap<OcspResponder, OcspResponder>();
  return {
    ...world.authority,
    authorities: world.authority.authorities,
    issuers: world.authority.issuers,
    responderOf: (issuerId) => {
      const real = world.authority.responderOf(issuerId);
      if (real === undefined) return undefined;
      const changed = responders.get(real) ?? { ...real, signer: signer(real.signer) };
      responders.set(real, changed);
      return changed;
    },
  };
};

const kindsIn = (der: Buffer): string[] => {
  const parsed = parseOcspResponse(der);
  assert.ok(parsed.ok);
  return parsed.value.kind === "error"
    ? [parsed.value.status]
    : parsed.value.responses.map(({ status }) => status.kind);
};

test("an answer is signed once and given again, whoever asks and however", async () => {
  const { service, figures } = serviceWith();
  const serial = await active();
  const first = await service.answer(ask(serial));
  const again = await Promise.all([service.answer(ask(serial)), service.answer(ask(serial))]);
  for (const other of again) assert.equal(other.response, first.response);
  assert.deepEqual(kindsIn(first.response), ["good"]);
  assert.deepEqual([figures.signatures, figures.hits], [1, 2]);
  // Another CertID of the same certificate is another answer; the record is not asked for it.
  const sha256 = await service.answer(ask(serial, "sha256"));
  assert.deepEqual(kindsIn(sha256.response), ["good"]);
  assert.equal(figures.signatures, 2);
  assert.equal((await service.answer(ask(serial, "sha256"))).response, sha256.response);
});

test("the same question by several at the same moment is signed once", async () => {
  const { service, figures } = serviceWith();
  const serial = await active();
  const answers = await Promise.all(Array.from({ length: 20 }, () => service.answer(ask(serial))));
  assert.equal(new Set(answers.map(({ response }) => response)).size, 1);
  assert.equal(figures.signatures, 1);
});

test("with a nonce, about several, and about what was never issued: signed each time", async () => {
  const { service, figures, cache } = serviceWith();
  const serial = await active();
  const nonce = Buffer.from("0123456789abcdef");
  for (const request of [
    ask(serial, "sha1", nonce),
    buildOcspRequest([identity.certId(serial, "sha1"), identity.certId(NEVER_ISSUED, "sha1")]),
    ask(NEVER_ISSUED),
  ]) {
    const [first, second] = [await service.answer(request), await service.answer(request)];
    assert.notEqual(first.response, second.response);
  }
  assert.equal(figures.signatures, 6);
  // What is known of the certificate is kept, without an answer.
  assert.equal(cache.size, 1);
  assert.equal(cache.find({ issuerId: "bizsol-g1", serial }, 0)?.answers.size, 0);
  const parsed = parseOcspResponse((await service.answer(ask(serial, "sha1", nonce))).response);
  assert.deepEqual(parsed.ok && parsed.value.kind === "successful" && parsed.value.nonce, nonce);
});

test("what is asked twice in a request is answered once; too many are no request", async () => {
  const { service } = serviceWith();
  const serial = await active();
  const certId = identity.certId(serial, "sha1");
  const twice = await service.answer(buildOcspRequest([certId, certId]));
  assert.deepEqual(kindsIn(twice.response), ["good"]);
  const most = Array.from({ length: MAX_CERT_IDS }, (_, index) =>
    identity.certId((index + 256).toString(16).padStart(32, "1"), "sha1"),
  );
  assert.equal(kindsIn((await service.answer(buildOcspRequest(most))).response).length, MAX_CERT_IDS);
  const tooMany = await service.answer(buildOcspRequest([...most, certId]));
  assert.deepEqual(kindsIn(tooMany.response), ["malformedRequest"]);
});

test("a kept answer is signed anew after five minutes, and then lasts ten", async () => {
  const { service, figures } = serviceWith();
  const serial = await active();
  const first = await service.answer(ask(serial));
  world.context.clock.advance({ minutes: 4, seconds: 58 });
  assert.equal((await service.answer(ask(serial))).response, first.response);
  world.context.clock.advance({ seconds: 3 });
  const second = await service.answer(ask(serial));
  assert.notEqual(second.response, first.response);
  assert.equal(figures.signatures, 2);
  assert.ok(second.signed !== undefined);
  assert.equal(second.signed.nextUpdate.since(second.signed.thisUpdate).total("minutes"), 10);
});

test("without a lease each answer is read and signed", async () => {
  const { service, lease, figures } = serviceWith();
  const serial = await active();
  lease.drop();
  await service.answer(ask(serial));
  await service.answer(ask(serial));
  assert.deepEqual([figures.signatures, figures.hits], [2, 0]);
});

test("an answer that is being signed while its certificate changes is not kept, and nobody new is given it", async () => {
  let release = (): void => undefined;
  let signing = (): void => undefined;
  const isSigning = new Promise<void>((resolve) => (signing = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const authority = signingBy((real) => ({
    ...real,
    sign: async (data) => {
      signing();
      await released;
      return real.sign(data);
    },
  }));
  const { service, cache } = serviceWith(authority);
  const serial = await active();
  const before = service.answer(ask(serial));
  await isSigning;
  const revoked = await revokeCertificate(world.context, {
    institution: world.institution("hisui"),
    serial,
    reason: "keyCompromise",
    actor: { kind: "staff", name: "counter" },
  });
  assert.ok(revoked.ok);
  cache.evict({ issuerId: "bizsol-g1", serial });
  const afterwards = service.answer(ask(serial));
  release();
  assert.deepEqual(kindsIn((await before).response), ["good"]);
  assert.deepEqual(kindsIn((await afterwards).response), ["revoked"]);
  assert.deepEqual(kindsIn((await service.answer(ask(serial))).response), ["revoked"]);
});

test("tryLater while the record does not answer: away, or too slow", { timeout: 30_000 }, async (t) => {
  const { service } = serviceWith();
  const serial = await active();
  const owner = new pg.Client({ connectionString: world.context.database.connectionString });
  await owner.connect();
  t.after(() => owner.end());
  await owner.query("begin; lock table certificate in access exclusive mode");
  const startedAt = performance.now();
  assert.deepEqual(kindsIn((await service.answer(ask(serial))).response), ["tryLater"]);
  assert.ok(performance.now() - startedAt < 10_000, "in time for the client");
  await owner.query("rollback");
  assert.deepEqual(kindsIn((await service.answer(ask(serial))).response), ["good"]);
  const { connectionString } = world.context.database;
  const closed = await openDatabase({ connectionString, connections: 1 });
  await closed.close();
  const away = serviceWith(world.authority, { ...world.context, database: closed });
  assert.deepEqual(kindsIn((await away.service.answer(ask(serial))).response), ["tryLater"]);
  assert.deepEqual([away.figures.answers.tryLater, away.faults.length], [1, 1]);
});

test("internalError where something is wrong with us, tryLater where the key is away", async () => {
  const serial = await active();
  const failing = serviceWith(
    signingBy((real) => ({ ...real, sign: () => Promise.reject(new Error("bug")) })),
  );
  assert.deepEqual(kindsIn((await failing.service.answer(ask(serial))).response), ["internalError"]);
  assert.equal(failing.faults.length, 1);
  const away = serviceWith(
    signingBy((real) => ({ ...real, sign: () => Promise.reject(new SignerUnavailableError("no token")) })),
  );
  assert.deepEqual(kindsIn((await away.service.answer(ask(serial))).response), ["tryLater"]);
});

test("more questions at once than can be answered: tryLater at once", async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const { service } = serviceWith(
    signingBy((real) => ({ ...real, sign: async (data) => (await released, real.sign(data)) })),
  );
  const request = ask(await active(), "sha1", Buffer.from("nonce"));
  const waiting = Array.from({ length: 2_000 }, () => service.answer(request));
  assert.deepEqual(kindsIn((await service.answer(request)).response), ["tryLater"]);
  release();
  const answers = await Promise.all(waiting);
  assert.ok(answers.every(({ kind }) => kind === "answerWithNonce"));
});

test("signed ahead: those in use, as many as are wanted", async () => {
  const { service, figures, cache } = serviceWith();
  const serial = await active();
  const unused = new AbortController().signal;
  assert.equal(await presignOnce(world.context, world.authority, service, 2, unused), 2);
  assert.equal(cache.size, 2);
  const all = await presignOnce(world.context, world.authority, service, 1_000, unused);
  assert.equal(all, cache.size);
  const before = figures.signatures;
  const answer = await service.answer(ask(serial));
  assert.deepEqual(kindsIn(answer.response), ["good"]);
  assert.equal(figures.signatures, before, "it was signed already");
});
