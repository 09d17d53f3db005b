import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { extension } from "../certificate/extensions.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { NULL_VALUE, bitString, explicit, integer, octetString, sequence } from "../der/writer.ts";
import { OID } from "../oids.ts";
import { newSmallAuthority, type SmallAuthority } from "../testing/small-authority.ts";
import { issuerIdentity, type IssuerIdentity } from "./cert-id.ts";
import {
  MAX_CERT_IDS,
  MAX_OCSP_REQUEST_BYTES,
  buildOcspRequest,
  decodeOcspPath,
  nonceExtension,
  parseOcspRequest,
} from "./request.ts";

let authority: SmallAuthority;
let identity: IssuerIdentity;
before(async () => {
  authority = await newSmallAuthority();
  const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
  identity = issuerIdentity({ name, publicKeyInfo });
});

const SERIAL = "c5".repeat(16);
const detail = (der: Buffer): string => {
  const result = parseOcspRequest(der);
  return result.ok ? "accepted" : `${result.refusal.code}: ${result.refusal.detail}`;
};

describe("requests", () => {
  for (const digest of ["sha1", "sha256"] as const) {
    test(`a CertID with ${digest} names its issuer and serial`, () => {
      const certId = identity.certId(SERIAL, digest);
      const result = parseOcspRequest(buildOcspRequest([certId]));
      assert.ok(result.ok);
      const [found] = result.value.certIds;
      assert.ok(found !== undefined && identity.isNamedBy(found));
      assert.equal(found.serial, SERIAL);
      assert.ok(found.encoded.equals(certId));
      assert.equal(result.value.nonce, undefined);
      const { subjectDer: name } = authority.issuing.certificate;
      const other = issuerIdentity({ name, publicKeyInfo: authority.root.certificate.publicKeyInfo });
      assert.ok(!other.isNamedBy(found));
    });
  }

  test("an unknown digest names nobody", () => {
    const sha3 = sequence(objectIdentifier("2.16.840.1.101.3.4.2.8"));
    const certId = sequence(sha3, octetString(Buffer.alloc(32)), octetString(Buffer.alloc(32)), integer(5));
    const result = parseOcspRequest(buildOcspRequest([certId]));
    const [found] = result.ok ? result.value.certIds : [];
    assert.ok(found !== undefined && !identity.isNamedBy(found));
  });

  test("several certificates, up to the limit", () => {
    const ids = Array.from({ length: MAX_CERT_IDS + 1 }, () => identity.certId(SERIAL));
    assert.equal(detail(buildOcspRequest(ids.slice(1))), "accepted");
    assert.match(detail(buildOcspRequest(ids)), /^OCSP_REQUEST_MALFORMED: more than 20/);
    assert.match(detail(buildOcspRequest([])), /^OCSP_REQUEST_MALFORMED: fewer/);
  });

  test("nonces of 1 to 128 octets (RFC 9654)", () => {
    for (const [octets, expected] of [
      [0, /nonce of 0/],
      [1, /accepted/],
      [128, /accepted/],
      [129, /nonce of 129/],
    ] as const) {
      assert.match(detail(buildOcspRequest([identity.certId(SERIAL)], Buffer.alloc(octets, 7))), expected);
    }
  });

  const tbs = (...fields: readonly Buffer[]): Buffer => sequence(sequence(...fields));
  const list = (): Buffer => sequence(sequence(identity.certId(SERIAL)));
  const CASES: readonly (readonly [what: string, der: () => Buffer, expected: RegExp])[] = [
    ["too large", () => Buffer.alloc(MAX_OCSP_REQUEST_BYTES + 1), /^OCSP_REQUEST_TOO_LARGE/],
    [
      "a critical extension that we do not know",
      () => tbs(list(), explicit(2, sequence(extension("1.2.3", true, NULL_VALUE)))),
      /critical extension 1.2.3/,
    ],
    [
      "another extension that we do not know",
      () => tbs(list(), explicit(2, sequence(extension("1.2.3", false, NULL_VALUE)))),
      /^accepted/,
    ],
    [
      "a critical extension about one certificate",
      () =>
        tbs(
          sequence(
            sequence(identity.certId(SERIAL), explicit(0, sequence(extension("1.2.3", true, NULL_VALUE)))),
          ),
        ),
      /critical extension/,
    ],
    [
      "the nonce twice",
      () => tbs(list(), explicit(2, sequence(nonceExtension(Buffer.of(1)), nonceExtension(Buffer.of(1))))),
      /twice/,
    ],
    [
      "a nonce that is not an OCTET STRING",
      () => tbs(list(), explicit(2, sequence(extension(OID.ocspNonce, false, integer(7))))),
      /tag 0x4 expected/,
    ],
    ["version 1 written out", () => tbs(explicit(0, integer(0)), list()), /default version/],
    [
      "a requestor's name and a signature",
      () =>
        sequence(
          sequence(explicit(1, explicit(4, authority.client.certificate.subjectDer)), list()),
          explicit(
            0,
            sequence(
              sequence(objectIdentifier(OID.ecdsaWithSHA256)),
              bitString(Buffer.alloc(64)),
              explicit(0, sequence(authority.client.der)),
            ),
          ),
        ),
      /^accepted/,
    ],
    [
      "a negative serial",
      () =>
        tbs(
          sequence(
            sequence(
              sequence(
                sequence(objectIdentifier(OID.sha1)),
                octetString(),
                octetString(),
                Buffer.of(2, 1, 0xff),
              ),
            ),
          ),
        ),
      /negative serial/,
    ],
  ];
  for (const [what, der, expected] of CASES) {
    test(what, () => assert.match(detail(der()), expected));
  }

  test("in the path of a GET", () => {
    const der = buildOcspRequest([identity.certId(SERIAL)]);
    const base64 = der.toString("base64");
    for (const path of [base64, encodeURIComponent(base64), base64.replaceAll("+", "%2b")]) {
      const result = decodeOcspPath(path);
      assert.deepEqual(result.ok && result.value, der);
    }
    for (const wrong of ["", "%", "a b", "%00", "%e0%a4%a", "a".repeat(100_000)]) {
      assert.equal(decodeOcspPath(wrong).ok, false);
    }
  });

  test("hostile octets never throw", () => {
    const der = buildOcspRequest([identity.certId(SERIAL)], Buffer.alloc(32, 1));
    for (let length = 0; length < der.length; length += 1)
      assert.notEqual(detail(der.subarray(0, length)), "accepted");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const mutated = Buffer.from(der);
          for (const [position, octet] of changes) mutated[position] = octet;
          detail(mutated);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
