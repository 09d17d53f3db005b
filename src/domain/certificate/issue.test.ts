import assert from "node:assert/strict";
import test from "node:test";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import { SignerUnavailableError } from "#pki/signer.ts";
import { invariant } from "#shared/invariant.ts";
import { certificateWorld, newKey, ORIGIN } from "#test/support/certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import { activeCountOfContract, currentCertificate, findCertificate } from "./certificates.ts";
import { issueCertificate } from "./issue.ts";

const world = await certificateWorld();
const { context, authority } = world;
const hisui = world.institution("hisui");

const codeOf = async (issuing: ReturnType<typeof issueCertificate>): Promise<string> => {
  const outcome = await issuing;
  return outcome.ok ? "issued" : outcome.refusal.code;
};

test("a certificate says what the institution's rules say", async () => {
  const user = await world.newUser("hisui");
  const key = newKey();
  const issued = await world.issue(user, {
    request: { publicKeyInfo: key.publicKeyInfo, keyAlgorithm: "P-256" },
  });
  const parsed = parseCertificate(issued.certificate);
  assert.ok(parsed.ok);
  const { extensions, ...certificate } = parsed.value;
  assert.equal(certificate.serial, issued.serial);
  assert.match(issued.serial, /^[0-9a-f]{32}$/);
  assert.deepEqual(certificate.publicKeyInfo, key.publicKeyInfo);
  assert.ok(isIssuedBy(parsed.value, authority.issuingFor("bizsol").certificate));
  assert.equal(certificate.notAfter.since(certificate.notBefore).total("seconds"), 366 * 86_400 - 1);
  assert.equal(
    issued.subject,
    `CN=Hisui Business Banking ${user.loginId},OU=Hisui Business Banking,O=(9001)Hisui Credit Cooperative`,
  );
  assert.deepEqual(extensions.policyOids, [hisui.certificate.policyOid]);
  assert.deepEqual(extensions.crlUris, ["http://va.example:8080/crl/bizsol-g1/9001-0.crl"]);
  assert.deepEqual(extensions.ocspUris, ["http://va.example:8080/ocsp"]);
  assert.deepEqual(extensions.caIssuersUris, ["http://va.example:8080/ca/bizsol-g1.cer"]);
  const record = await findCertificate(context, "9001", issued.serial);
  assert.equal(record?.state, "issued");
  assert.equal(record.deviceName, "PC-1");
  assert.deepEqual(record.certificate, issued.certificate);
  assert.deepEqual(await world.auditOf(user), ["certificate.prepared", "certificate.issued"]);
});

test("a Shinkin certificate comes from the Shinkin authority", async () => {
  const issued = await world.issue(await world.newUser("yukiguni"));
  assert.equal(issued.issuerId, "shinkin-g1");
});

test("repeating a request in its session gives the same certificate, also after its confirmation", async () => {
  const user = await world.newUser("hisui");
  const request = world.requestOf(user);
  const first = await issueCertificate(context, authority, request);
  assert.ok(first.ok);
  assert.deepEqual(await issueCertificate(context, authority, request), first);
  await confirmCertificate(context, { institution: hisui, serial: first.value.serial, origin: ORIGIN });
  assert.deepEqual(await issueCertificate(context, authority, request), first);
  assert.deepEqual(await world.statesOf(user), ["active"]);
});

test("the same key from another session goes on with the certificate that is on its way", async () => {
  const user = await world.newUser("hisui");
  const request = world.requestOf(user);
  const first = await issueCertificate(context, authority, request);
  assert.ok(first.ok);
  context.clock.advance({ seconds: 60 });
  const second = await world.issue(user, { request: request.request });
  assert.equal(second.serial, first.value.serial);
  assert.deepEqual(second.certificate, first.value.certificate);
  assert.equal(second.confirmBefore.since(first.value.confirmBefore).total("seconds"), 60);
  assert.deepEqual(await world.auditOf(user), [
    "certificate.prepared",
    "certificate.issued",
    "certificate.resumed",
  ]);
});

test("a later session takes the place of a signed certificate, which is revoked", async () => {
  const user = await world.newUser("hisui");
  const first = await world.issue(user);
  const second = await world.issue(user);
  assert.notEqual(second.serial, first.serial);
  const late = await confirmCertificate(context, {
    institution: hisui,
    serial: first.serial,
    origin: ORIGIN,
  });
  assert.equal(late.ok ? "confirmed" : late.refusal.code, "ACQUISITION_TAKEN_OVER");
  const record = await findCertificate(context, "9001", first.serial);
  assert.equal(record?.revocationReason, "cessationOfOperation");
  const confirmed = await confirmCertificate(context, {
    institution: hisui,
    serial: second.serial,
    origin: ORIGIN,
  });
  assert.ok(confirmed.ok);
  assert.deepEqual((await world.statesOf(user)).sort(), ["active", "revoked (takeover)"]);
});

test("whoever has a certificate gets no second one", async () => {
  const user = await world.newUser("hisui");
  await world.activate(user);
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(user))),
    "ALREADY_HAS_CERTIFICATE",
  );
  assert.deepEqual(await world.statesOf(user), ["active"]);
});

test("a key is certified once: not for another user, not again after revocation", async () => {
  const users = await world.newUsers("hisui", 2);
  const [owner, other] = users;
  assert.ok(owner !== undefined && other !== undefined);
  const { request } = world.requestOf(owner);
  const first = await world.issue(owner, { request });
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(other, { request }))),
    "KEY_ALREADY_CERTIFIED",
  );
  await world.issue(owner); // takes over and revokes the first
  assert.equal((await findCertificate(context, "9001", first.serial))?.state, "revoked");
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(owner, { request }))),
    "KEY_ALREADY_CERTIFIED",
  );
});

test("an expired certificate makes room in the transaction that prepares the next", async () => {
  const user = await world.newUser("hisui");
  const first = await world.activate(user);
  context.clock.set(first.notAfter);
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(user))),
    "ALREADY_HAS_CERTIFICATE",
  );
  context.clock.set(first.notAfter.add({ seconds: 1 }));
  await world.activate(user);
  assert.deepEqual(await world.statesOf(user), ["expired (expiry)", "active"]);
});

test("a renewal names the certificate that is active", async () => {
  const user = await world.newUser("hisui");
  const supersedesSerial = "00".repeat(16);
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(user, { supersedesSerial }))),
    "RENEWED_CERTIFICATE_NOT_ACTIVE",
  );
  const first = await world.activate(user);
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(user, { supersedesSerial }))),
    "RENEWED_CERTIFICATE_NOT_ACTIVE",
  );
  const renewal = await world.issue(user, { supersedesSerial: first.serial });
  // Until it is confirmed the old one stays.
  assert.equal((await currentCertificate(context, user.reference))?.serial, first.serial);
  context.clock.set(first.notAfter.add({ seconds: 1 }));
  assert.equal(
    await codeOf(
      issueCertificate(context, authority, world.requestOf(user, { supersedesSerial: first.serial })),
    ),
    "RENEWED_CERTIFICATE_NOT_ACTIVE",
  );
  assert.equal((await findCertificate(context, "9001", renewal.serial))?.state, "issued");
});

test("the cap of a contract holds under concurrent requests", async () => {
  const users = await world.newUsers("hisui", 12);
  const institution = { ...hisui, certificate: { ...hisui.certificate, maxPerContract: 5 } };
  const codes = await Promise.all(
    users.map((user) => codeOf(issueCertificate(context, authority, world.requestOf(user, { institution })))),
  );
  assert.equal(codes.filter((code) => code === "issued").length, 5);
  assert.equal(codes.filter((code) => code === "CONTRACT_CERTIFICATE_CAP").length, 7);
  const [first] = users;
  assert.ok(first !== undefined);
  assert.equal(await activeCountOfContract(context, first.reference), 5);
  // Who has one of the five may renew it or start over; the cap is for the others.
  const holder = users[codes.indexOf("issued")];
  assert.ok(holder !== undefined);
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(holder, { institution }))),
    "issued",
  );
});

test("a subject that breaks a rule is not recorded, not signed, and staff find out", async () => {
  const user = await world.newUser("hisui");
  const institution = {
    ...hisui,
    certificate: {
      ...hisui.certificate,
      subject: { ...hisui.certificate.subject, commonName: "x".repeat(65) },
    },
  };
  assert.equal(
    await codeOf(issueCertificate(context, authority, world.requestOf(user, { institution }))),
    "CERTIFICATE_NOT_ISSUABLE",
  );
  assert.deepEqual(await world.statesOf(user), []);
  assert.deepEqual(await world.auditOf(user), ["certificate.faultFound"]);
});

test("a signature that does not verify never leaves", async () => {
  const user = await world.newUser("hisui");
  const issuer = authority.issuingFor("bizsol");
  const faulty = {
    ...authority,
    issuer: () => ({
      ...issuer,
      signer: { ...issuer.signer, sign: async () => Buffer.from("3006020101020101", "hex") },
    }),
  };
  assert.equal(
    await codeOf(issueCertificate(context, faulty, world.requestOf(user))),
    "CERTIFICATE_NOT_ISSUABLE",
  );
  assert.deepEqual(await world.statesOf(user), ["abandoned (fault)"]);
  assert.equal(await codeOf(issueCertificate(context, authority, world.requestOf(user))), "issued");
});

test("the authority's key is away: the request is kept, and sent again it is answered with that very certificate", async () => {
  const user = await world.newUser("hisui");
  const issuer = authority.issuingFor("bizsol");
  const sign = (): Promise<Buffer> => Promise.reject(new SignerUnavailableError("the token was taken out"));
  const away = { ...authority, issuer: () => ({ ...issuer, signer: { ...issuer.signer, sign } }) };
  const request = world.requestOf(user);
  assert.equal(await codeOf(issueCertificate(context, away, request)), "AUTHORITY_KEY_AWAY");
  assert.deepEqual(await world.statesOf(user), ["prepared"]);
  assert.equal(await codeOf(issueCertificate(context, authority, request)), "issued");
  assert.deepEqual(await world.statesOf(user), ["issued"]);
});

test("two answers to the same request at the same time carry the same certificate", async () => {
  const user = await world.newUser("hisui");
  const request = world.requestOf(user);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => issueCertificate(context, authority, request)),
  );
  const certificates = new Set(
    outcomes.map((outcome) => {
      invariant(outcome.ok, "a repetition is not refused");
      return outcome.value.certificate.toString("hex");
    }),
  );
  assert.equal(certificates.size, 1);
  assert.deepEqual(await world.statesOf(user), ["issued"]);
});
