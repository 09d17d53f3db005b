import assert from "node:assert/strict";
import test from "node:test";
import { certificateWorld } from "#test/support/certificates.ts";
import { issueCertificate } from "./issue.ts";

const world = await certificateWorld();
const { context, authority } = world;

test("a certificate that names another algorithm than it is signed with never leaves", async () => {
  const user = await world.newUser("hisui");
  const issuer = authority.issuingFor("bizsol");
  const facts = { ...issuer.facts, signatureAlgorithm: "ecdsa-with-SHA384" } as const;
  const faulty = { ...authority, issuer: () => ({ ...issuer, facts }) };
  const outcome = await issueCertificate(context, faulty, world.requestOf(user));
  assert.equal(outcome.ok ? "issued" : outcome.refusal.code, "CERTIFICATE_NOT_ISSUABLE");
  assert.deepEqual(await world.statesOf(user), ["abandoned (fault)"]);
});
