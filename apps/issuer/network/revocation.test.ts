import assert from "node:assert/strict";
import { test } from "node:test";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { systemRandom } from "#shared/random.ts";
import { ORIGIN } from "#test/support/certificates.ts";
import { acceptedValue } from "#test/support/population.ts";
import { validationWorld } from "#test/support/validation.ts";
import { judgeAnswer, revocationStatus } from "./revocation.ts";

/** Against the real validation authority. */
const world = await validationWorld();
const [issuer = Buffer.alloc(0)] = world.authority.chainOf("bizsol-g1");
const [otherIssuer = Buffer.alloc(0)] = world.authority.chainOf("shinkin-g1");
const options = () => ({ now: world.context.clock.now(), random: systemRandom, timeoutMilliseconds: 5000 });

test("good, then revoked at once", async () => {
  const user = await world.newUser("hisui");
  const { certificate, serial } = await world.activate(user);
  assert.equal(await revocationStatus(certificate, issuer, options()), "good");
  acceptedValue(
    await revokeCertificate(world.context, {
      institution: world.institution("hisui"),
      serial,
      reason: "cessationOfOperation",
      actor: { kind: "system", name: "test" },
      origin: ORIGIN,
    }),
  );
  assert.equal(await revocationStatus(certificate, issuer, options()), "revoked");
});

test("an answer that is not about this certificate, of this issuer, of now, or is tampered with, says nothing", async () => {
  const { certificate } = await world.activate(await world.newUser("hisui"));
  const authority = acceptedValue(parseCertificate(issuer));
  const other = acceptedValue(parseCertificate(otherIssuer));
  const subject = acceptedValue(parseCertificate(certificate));
  const identity = issuerIdentity({ name: authority.subjectDer, publicKeyInfo: authority.publicKeyInfo });
  const certId = identity.certId(subject.serial);
  const nonce = systemRandom.bytes(32);
  const response = await fetch(`${world.url}/ocsp`, {
    method: "POST",
    body: buildOcspRequest([certId], nonce),
    headers: { "content-type": "application/ocsp-request" },
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const now = world.context.clock.now();
  assert.equal(judgeAnswer(answer, certId, nonce, authority, now), "good");

  assert.equal(judgeAnswer(answer, certId, systemRandom.bytes(32), authority, now), "unreachable");
  assert.equal(judgeAnswer(answer, identity.certId("ab".repeat(16)), nonce, authority, now), "unreachable");
  assert.equal(judgeAnswer(answer, certId, nonce, other, now), "unreachable");
  const muchLater = now.add({ hours: 24 * 400 });
  assert.equal(judgeAnswer(answer, certId, nonce, authority, muchLater), "unreachable");
  assert.equal(judgeAnswer(answer, certId, nonce, authority, now.subtract({ hours: 24 })), "unreachable");
  const tampered = Buffer.from(answer);
  const place = tampered.indexOf(nonce) - 60;
  tampered.writeUInt8(tampered.readUInt8(place) ^ 1, place);
  assert.equal(judgeAnswer(tampered, certId, nonce, authority, now), "unreachable");
  assert.equal(judgeAnswer(Buffer.from("<html>"), certId, nonce, authority, now), "unreachable");
});

test("a validation authority that is not there", async () => {
  const { certificate } = await world.activate(await world.newUser("hisui"));
  await world.server.close();
  assert.equal(await revocationStatus(certificate, issuer, options()), "unreachable");
});
