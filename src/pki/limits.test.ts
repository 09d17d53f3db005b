import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Result } from "#shared/result.ts";
import { assembleCertificate, buildTbsCertificate } from "./certificate/build.ts";
import { extension } from "./certificate/extensions.ts";
import { MAX_CERTIFICATE_BYTES, parseCertificate } from "./certificate/parse.ts";
import { MAX_CERTIFICATION_REQUEST_BYTES, parseCertificationRequest } from "./csr/parse.ts";
import { MAX_CRL_BYTES, parseCrl } from "./crl/parse.ts";
import { TAG, contextConstructed, contextPrimitive } from "./der/tags.ts";
import { bitString, integer, octetString, sequence, setOf, utf8String, value } from "./der/writer.ts";
import { objectIdentifier } from "./der/object-identifier.ts";
import { encodeName, nameOf, type Name } from "./name.ts";
import { buildOcspRequest, decodeOcspPath, parseOcspRequest } from "./ocsp/request.ts";
import { parseOcspResponse } from "./ocsp/parse-response.ts";
import { assembleOcspResponse, buildOcspResponseData } from "./ocsp/response.ts";
import { OID } from "./oids.ts";
import type { PkiRefusal } from "./refusal.ts";
import { ecKeyInfo, unsigned } from "./testing/requests.ts";

/** The most of everything is read, one more is refused with its code: docs/protocols/limits.md. */

const outcome = (result: Result<unknown, PkiRefusal>): string => (result.ok ? "read" : result.refusal.code);
const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

const MOMENT = Temporal.Instant.from("2026-01-01T00:00:00Z");
const NULL = Buffer.of(5, 0);
const KEY = ecKeyInfo(OID.secp256r1, Buffer.alloc(65, 4));
const NAME = encodeName(nameOf([["CN", "x"]]));

const certificate = (given: {
  readonly extensions?: readonly Buffer[];
  readonly subject?: Buffer;
  readonly publicKeyInfo?: Buffer;
}): string =>
  outcome(
    parseCertificate(
      assembleCertificate(
        buildTbsCertificate({
          serial: "01",
          signatureAlgorithm: "ecdsa-with-SHA256",
          issuer: NAME,
          notBefore: Temporal.Instant.from("2026-01-01T00:00:00Z"),
          notAfter: Temporal.Instant.from("2027-01-01T00:00:00Z"),
          subject: given.subject ?? NAME,
          publicKeyInfo: given.publicKeyInfo ?? KEY,
          extensions: given.extensions ?? [extension("2.999.1", false, NULL)],
        }),
        "ecdsa-with-SHA256",
        Buffer.of(0),
      ),
    ),
  );

const extensionOf = (oid: string, contents: Buffer): { extensions: readonly Buffer[] } => ({
  extensions: [extension(oid, false, contents)],
});
const dnsNames = (count: number): Buffer[] =>
  times(count, () => value(contextPrimitive(2), [Buffer.from("a")]));
const distributionPoint = (names: number): Buffer =>
  sequence(value(contextConstructed(0), [value(contextConstructed(0), dnsNames(names))]));
const nested = (depth: number): Buffer =>
  times(depth, () => 0).reduce<Buffer>((inner) => sequence(inner), NULL);

const levels = (count: number): Name => nameOf(times(count, (index) => ["OU", `${index}`] as const));
const attributes = (count: number): Buffer =>
  sequence(setOf(...times(count, () => sequence(objectIdentifier("2.5.4.11"), utf8String("x")))));

const csr = (given: readonly Buffer[]): string => outcome(parseCertificationRequest(unsigned(KEY, given)));
const attribute = (values: number): Buffer =>
  sequence(objectIdentifier("2.999.1"), setOf(...times(values, (index) => integer(index + 1))));

const certId = (serial: Buffer = Buffer.of(1)): Buffer =>
  sequence(
    sequence(objectIdentifier(OID.sha256), NULL),
    octetString(Buffer.alloc(32)),
    octetString(Buffer.alloc(32)),
    value(TAG.integer, [serial]),
  );
const ocsp = (count: number, nonceBytes = 16): string =>
  outcome(
    parseOcspRequest(
      buildOcspRequest(
        times(count, () => certId()),
        Buffer.alloc(nonceBytes, 1),
      ),
    ),
  );

/** An identifier of so many octets: one arc of seven bits for each after the first. */
const identifier = (octets: number): string => ["2.5", ...times(octets - 1, () => "4")].join(".");

type Case = readonly [what: string, most: () => string, more: () => string, code: string];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  certificates: [
    [
      "extensions: 40",
      () => certificate({ extensions: times(40, (index) => extension(`2.999.${index}`, false, NULL)) }),
      () => certificate({ extensions: times(41, (index) => extension(`2.999.${index}`, false, NULL)) }),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "subject alternative names: 100",
      () => certificate(extensionOf(OID.subjectAltName, sequence(...dnsNames(100)))),
      () => certificate(extensionOf(OID.subjectAltName, sequence(...dnsNames(101)))),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "names of a distribution point: 200",
      () => certificate(extensionOf(OID.cRLDistributionPoints, sequence(distributionPoint(200)))),
      () => certificate(extensionOf(OID.cRLDistributionPoints, sequence(distributionPoint(201)))),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "distribution points: 100",
      () =>
        certificate(
          extensionOf(OID.cRLDistributionPoints, sequence(...times(100, () => distributionPoint(1)))),
        ),
      () =>
        certificate(
          extensionOf(OID.cRLDistributionPoints, sequence(...times(101, () => distributionPoint(1)))),
        ),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "levels of a name: 32",
      () => certificate({ subject: encodeName(levels(32)) }),
      () => certificate({ subject: encodeName(levels(33)) }),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "attributes of a level: 8",
      () => certificate({ subject: attributes(8) }),
      () => certificate({ subject: attributes(9) }),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "octets of a key: 4,096",
      () =>
        certificate({
          publicKeyInfo: sequence(sequence(objectIdentifier("2.999.1")), bitString(Buffer.alloc(4080))),
        }),
      () =>
        certificate({
          publicKeyInfo: sequence(sequence(objectIdentifier("2.999.1")), bitString(Buffer.alloc(4081))),
        }),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "nesting within a key's parameters",
      () =>
        certificate({
          publicKeyInfo: sequence(sequence(objectIdentifier("2.999.1"), nested(7)), bitString(Buffer.of(1))),
        }),
      () =>
        certificate({
          publicKeyInfo: sequence(sequence(objectIdentifier("2.999.1"), nested(9)), bitString(Buffer.of(1))),
        }),
      "CERTIFICATE_MALFORMED",
    ],
    [
      "octets: 16,384",
      () => outcome(parseCertificate(Buffer.alloc(MAX_CERTIFICATE_BYTES, 0x30))),
      () => outcome(parseCertificate(Buffer.alloc(MAX_CERTIFICATE_BYTES + 1, 0x30))),
      "CERTIFICATE_TOO_LARGE",
    ],
    [
      "octets of an object identifier: 64",
      () => certificate(extensionOf(OID.extKeyUsage, sequence(objectIdentifier(identifier(64))))),
      () =>
        certificate(
          extensionOf(OID.extKeyUsage, sequence(value(TAG.objectIdentifier, [Buffer.alloc(65, 4)]))),
        ),
      "CERTIFICATE_MALFORMED",
    ],
  ],
  requests: [
    [
      "attributes: 16",
      () => csr(times(16, () => attribute(1))),
      () => csr(times(17, () => attribute(1))),
      "CSR_MALFORMED",
    ],
    ["values of an attribute: 16", () => csr([attribute(16)]), () => csr([attribute(17)]), "CSR_MALFORMED"],
    [
      "octets: 8,192",
      () => outcome(parseCertificationRequest(Buffer.alloc(MAX_CERTIFICATION_REQUEST_BYTES, 0x30))),
      () => outcome(parseCertificationRequest(Buffer.alloc(MAX_CERTIFICATION_REQUEST_BYTES + 1, 0x30))),
      "CSR_TOO_LARGE",
    ],
  ],
  "OCSP requests": [
    ["certificates asked about: 20", () => ocsp(20), () => ocsp(21), "OCSP_REQUEST_MALFORMED"],
    ["octets of a nonce: 128", () => ocsp(1, 128), () => ocsp(1, 129), "OCSP_REQUEST_MALFORMED"],
    [
      "octets of a serial number: 20",
      () => outcome(parseOcspRequest(buildOcspRequest([certId(Buffer.alloc(20, 1))]))),
      () => outcome(parseOcspRequest(buildOcspRequest([certId(Buffer.alloc(21, 1))]))),
      "OCSP_REQUEST_MALFORMED",
    ],
    [
      "octets: 16,384",
      () => outcome(parseOcspRequest(Buffer.alloc(16_384, 0x30))),
      () => outcome(parseOcspRequest(Buffer.alloc(16_385, 0x30))),
      "OCSP_REQUEST_TOO_LARGE",
    ],
    [
      "characters of a path: 65,536",
      () => outcome(decodeOcspPath("A".repeat(65_536))),
      () => outcome(decodeOcspPath("A".repeat(65_537))),
      "OCSP_REQUEST_TOO_LARGE",
    ],
  ],
};

const single = { thisUpdate: MOMENT, nextUpdate: MOMENT, status: { kind: "good" } } as const;
const ocspAnswer = (responses: number, certificates: number): string =>
  outcome(
    parseOcspResponse(
      assembleOcspResponse(
        buildOcspResponseData({
          responderKeyHash: Buffer.alloc(20),
          producedAt: MOMENT,
          responses: times(responses, () => ({ ...single, certId: certId() })),
        }),
        "ecdsa-with-SHA256",
        Buffer.of(0),
        times(certificates, () => NULL),
      ),
    ),
  );

test("limits of OCSP answers: 100 answers, 10 certificates, 131,072 octets", () => {
  assert.equal(ocspAnswer(100, 10), "read");
  assert.equal(ocspAnswer(101, 10), "OCSP_RESPONSE_MALFORMED");
  assert.equal(ocspAnswer(100, 11), "OCSP_RESPONSE_MALFORMED");
  const large = parseOcspResponse(Buffer.alloc(131_073, 0x30));
  assert.match(large.ok ? "read" : large.refusal.detail, /more than 131072 octets/);
});

test("limit of CRLs: 128 MiB", () => {
  assert.equal(outcome(parseCrl(Buffer.allocUnsafeSlow(MAX_CRL_BYTES + 1))), "CRL_TOO_LARGE");
});

for (const [what, cases] of Object.entries(CASES)) {
  describe(`limits of ${what}`, () => {
    for (const [limit, most, more, code] of cases) {
      test(limit, () => {
        // Octets alone are no object: there, the most is refused for another reason.
        assert.notEqual(most(), code.endsWith("_TOO_LARGE") ? code : "refused");
        if (!code.endsWith("_TOO_LARGE")) assert.equal(most(), "read");
        assert.equal(more(), code);
      });
    }
  });
}
