import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { isSignatureValid } from "../certificate/verify.ts";
import { TEST_NOT_BEFORE, newSmallAuthority, type SmallAuthority } from "../testing/small-authority.ts";
import { issuerIdentity, type IssuerIdentity } from "./cert-id.ts";
import { parseOcspResponse, type OcspResponse } from "./parse-response.ts";
import {
  OCSP_ERROR_STATUSES,
  assembleOcspResponse,
  buildOcspErrorResponse,
  buildOcspResponseData,
  responderKeyHash,
  type OcspCertificateStatus,
} from "./response.ts";
import { entriesOf } from "../entries.ts";

let authority: SmallAuthority;
let identity: IssuerIdentity;
before(async () => {
  authority = await newSmallAuthority();
  const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
  identity = issuerIdentity({ name, publicKeyInfo });
});

const SERIAL = "c5".repeat(16);
describe("responses", () => {
  const respond = async (status: OcspCertificateStatus, nonce?: Buffer): Promise<OcspResponse> => {
    const { signer, der } = authority.responder;
    const data = buildOcspResponseData({
      responderKeyHash: responderKeyHash(signer.publicKeyInfo),
      producedAt: TEST_NOT_BEFORE,
      responses: [
        {
          certId: identity.certId(SERIAL, "sha1"),
          status,
          thisUpdate: TEST_NOT_BEFORE,
          nextUpdate: TEST_NOT_BEFORE.add({ hours: 1 }),
        },
      ],
      nonce,
    });
    const response = assembleOcspResponse(data, signer.signatureAlgorithm, await signer.sign(data), [der]);
    const parsed = parseOcspResponse(response);
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.refusal.detail);
    return parsed.value;
  };

  const STATUSES: readonly OcspCertificateStatus[] = [
    { kind: "good" },
    { kind: "unknown" },
    { kind: "revoked", revokedAt: TEST_NOT_BEFORE, reason: "unspecified" },
    { kind: "revoked", revokedAt: TEST_NOT_BEFORE, reason: "keyCompromise" },
    { kind: "revoked", revokedAt: TEST_NOT_BEFORE, reason: "superseded" },
  ];
  for (const status of STATUSES) {
    test(`${status.kind}${status.kind === "revoked" ? ` (${status.reason})` : ""}`, async () => {
      const response = await respond(status, Buffer.from("nonce"));
      assert.ok(response.kind === "successful");
      const [single] = response.responses;
      assert.equal(single?.status.kind, status.kind);
      if (status.kind === "revoked") {
        assert.ok(single.status.kind === "revoked" && single.status.reason === status.reason);
      }
      assert.equal(response.nonce?.toString(), "nonce");
      assert.deepEqual(response.certificates, [authority.responder.der]);
      assert.ok(
        isSignatureValid({
          publicKeyInfo: authority.responder.signer.publicKeyInfo,
          signatureAlgorithm: "ecdsa-with-SHA256",
          data: response.tbs,
          signature: response.signature,
        }),
      );
    });
  }

  test("without nonce there is no extension", async () => {
    const response = await respond({ kind: "good" });
    assert.ok(
      response.kind === "successful" && response.nonce === undefined && response.extensions.length === 0,
    );
  });

  for (const [status, number] of entriesOf(OCSP_ERROR_STATUSES)) {
    test(`the error ${status}`, () => {
      const der = buildOcspErrorResponse(status);
      assert.equal(der.toString("hex"), `30030a010${number}`);
      const parsed = parseOcspResponse(der);
      assert.deepEqual(parsed.ok && parsed.value, { kind: "error", status });
    });
  }

  for (const wrong of ["", "30030a0104", "30030a0100", "30030a0107", "3000"]) {
    test(`refuses ${JSON.stringify(wrong)}`, () => {
      const parsed = parseOcspResponse(Buffer.from(wrong, "hex"));
      assert.equal(!parsed.ok && parsed.refusal.code, "OCSP_RESPONSE_MALFORMED");
    });
  }
});
