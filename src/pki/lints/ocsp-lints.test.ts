import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as write from "../certificate/extensions.ts";
import { TAG, contextPrimitive } from "../der/tags.ts";
import { generalizedTime } from "../der/time.ts";
import { explicit, integer, sequence, value } from "../der/writer.ts";
import { issuerIdentity } from "../ocsp/cert-id.ts";
import {
  assembleOcspResponse,
  buildOcspErrorResponse,
  buildOcspResponseData,
  responderKeyHash,
  type OcspResponseFields,
} from "../ocsp/response.ts";
import { OID } from "../oids.ts";
import { TEST_NOT_BEFORE, newSmallAuthority, type SmallAuthority } from "../testing/small-authority.ts";
import { lintOcspResponse } from "./lints.ts";
import { OCSP_LINTS } from "./ocsp-lints.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const NEXT = TEST_NOT_BEFORE.add({ hours: 24 });
const SERIAL = "ab".repeat(16);
const namesOf = (findings: readonly { readonly lint: string }[]): string[] =>
  findings.map(({ lint }) => lint);

describe("OCSP lints", () => {
  const certId = (): Buffer => {
    const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
    return issuerIdentity({ name, publicKeyInfo }).certId(SERIAL);
  };
  const single = (
    given: Partial<OcspResponseFields["responses"][number]> = {},
  ): OcspResponseFields["responses"][number] => ({
    certId: certId(),
    status: { kind: "good" },
    thisUpdate: TEST_NOT_BEFORE,
    nextUpdate: NEXT,
    ...given,
  });
  const data = (given: Partial<OcspResponseFields> = {}): Buffer =>
    buildOcspResponseData({
      responderKeyHash: responderKeyHash(authority.responder.certificate.publicKeyInfo),
      producedAt: TEST_NOT_BEFORE,
      responses: [single()],
      ...given,
    });
  const changed = (given: Partial<OcspResponseFields>): string[] => brokenData(data(given));
  const brokenData = (tbs: Buffer): string[] =>
    namesOf(lintOcspResponse({ tbs, responder: authority.responder.certificate }));
  const signed = (
    certificates: readonly Buffer[],
    algorithm: Parameters<typeof assembleOcspResponse>[1] = "ecdsa-with-SHA256",
  ): string[] => {
    const response = assembleOcspResponse(data(), algorithm, Buffer.alloc(8), certificates);
    return namesOf(lintOcspResponse({ response, responder: authority.responder.certificate }));
  };
  const byHand = (...extensions: readonly Buffer[]): string[] =>
    brokenData(
      sequence(
        explicit(2, value(TAG.octetString, [Buffer.alloc(20)])),
        generalizedTime(TEST_NOT_BEFORE),
        sequence(sequence(certId(), value(contextPrimitive(0), []), generalizedTime(TEST_NOT_BEFORE))),
        ...(extensions.length === 0 ? [] : [explicit(1, sequence(...extensions))]),
      ),
    );

  const PLANTED: Readonly<Record<string, readonly (() => string[])[]>> = {
    "ocsp-responder-id": [() => changed({ responderKeyHash: Buffer.alloc(20) })],
    "ocsp-responder-authorized": [
      () => namesOf(lintOcspResponse({ tbs: data(), responder: authority.client.certificate })),
    ],
    "ocsp-responder-valid": [
      () => changed({ producedAt: TEST_NOT_BEFORE.subtract({ seconds: 1 }) }),
      () => changed({ producedAt: authority.responder.certificate.notAfter.add({ seconds: 1 }) }),
    ],
    "ocsp-update-times": [
      () => changed({ responses: [single({ nextUpdate: TEST_NOT_BEFORE })] }),
      () => changed({ responses: [single({ thisUpdate: TEST_NOT_BEFORE.add({ seconds: 1 }) })] }),
      () => byHand(),
    ],
    "ocsp-revocation-times": [
      () =>
        changed({
          responses: [single({ status: { kind: "revoked", revokedAt: NEXT, reason: "superseded" } })],
        }),
    ],
    "ocsp-cert-ids-unique": [() => changed({ responses: [single(), single()] })],
    "ocsp-nonce-length": [
      () => changed({ nonce: Buffer.alloc(0) }),
      () => changed({ nonce: Buffer.alloc(129) }),
    ],
    "ocsp-extensions-known": [
      () => byHand(write.extension("1.2.3", false, integer(1))),
      () => byHand(write.extension(OID.ocspNonce, true, Buffer.from("040101", "hex"))),
    ],
    "ocsp-certificates": [
      () => signed([]),
      () => signed([authority.issuing.der]),
      () => signed([authority.responder.der, authority.issuing.der]),
    ],
    "ocsp-signature-algorithm": [() => signed([authority.responder.der], "sha256WithRSAEncryption")],
  };

  test("find nothing in what we build, before and after signing", () => {
    assert.deepEqual(changed({ nonce: Buffer.alloc(32, 1) }), []);
    assert.deepEqual(
      changed({
        responses: [
          single({ status: { kind: "revoked", revokedAt: TEST_NOT_BEFORE, reason: "keyCompromise" } }),
        ],
      }),
      [],
    );
    assert.deepEqual(signed([authority.responder.der]), []);
  });

  test("octets that are no answer, and error answers, are one finding", () => {
    const responder = authority.responder.certificate;
    assert.deepEqual(brokenData(Buffer.of(0x30, 0x80)), ["ocsp-canonical-der"]);
    const response = buildOcspErrorResponse("tryLater");
    assert.deepEqual(namesOf(lintOcspResponse({ response, responder })), ["ocsp-canonical-der"]);
  });

  test("each has a planted violation", () => {
    assert.deepEqual(OCSP_LINTS.map(({ name }) => name).toSorted(), Object.keys(PLANTED).toSorted());
  });

  for (const [name, plants] of Object.entries(PLANTED)) {
    for (const [index, plant] of plants.entries()) {
      test(`${name} finds its violation ${index + 1}`, () => {
        assert.ok(plant().includes(name), `${name} is not among ${plant().join(", ")}`);
      });
    }
  }
});
