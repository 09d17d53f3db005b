import assert from "node:assert/strict";
import { test } from "node:test";
import { OID } from "../oids.ts";
import { signPathCrl } from "../testing/path-certificates.ts";
import { TEST_ADDRESSES, TEST_POLICY_OID, newSmallAuthority } from "../testing/small-authority.ts";
import { PATH_AT, pathOutcome } from "../testing/small-path.ts";
import { validatePath } from "./validate-path.ts";

/** What our own profiles make is a valid path, by its purpose, policy and the shard that the certificate names. */
const { root, issuing, client, responder } = await newSmallAuthority();
const ofRoot = await signPathCrl(root, [], {
  distributionPointUri: "http://va.example/crl/root/0.crl",
  scope: "authorityCertificates",
});
const request = {
  chain: [client.certificate, issuing.certificate],
  trustAnchor: root.certificate,
  at: PATH_AT,
  purpose: OID.clientAuth,
};

test("a client certificate, with its policy and its shard", async () => {
  const shard = await signPathCrl(issuing, ["0f".repeat(16)], {
    distributionPointUri: TEST_ADDRESSES.crlUri,
  });
  const validated = validatePath({
    ...request,
    policies: { acceptable: [TEST_POLICY_OID], mustHavePolicy: true },
    revocation: { crls: [ofRoot, shard] },
  });
  assert.ok(validated.ok, validated.ok ? "" : validated.refusal.detail);
  assert.deepEqual(validated.value.policies, [TEST_POLICY_OID]);
});

test("revoked on its shard; another shard says nothing", async () => {
  const revoked = [client.certificate.serial];
  const shard = await signPathCrl(issuing, revoked, { distributionPointUri: TEST_ADDRESSES.crlUri });
  assert.equal(pathOutcome({ ...request, revocation: { crls: [ofRoot, shard] } }), "PATH_REVOKED");
  const other = await signPathCrl(issuing, revoked, {
    distributionPointUri: "http://va.example/crl/issuing/1.crl",
  });
  assert.equal(pathOutcome({ ...request, revocation: { crls: [ofRoot, other] } }), "PATH_REVOCATION_UNKNOWN");
});

test("the responder's certificate signs OCSP and authenticates nobody", () => {
  const chain = [responder.certificate, issuing.certificate];
  assert.equal(pathOutcome({ ...request, chain, purpose: OID.ocspSigning }), "valid");
  assert.equal(pathOutcome({ ...request, chain }), "PATH_PURPOSE_NOT_ALLOWED");
});

test("a client certificate issues nothing", () => {
  const chain = [responder.certificate, client.certificate, issuing.certificate];
  assert.notEqual(pathOutcome({ ...request, chain }), "valid");
});
