import {
  assembleCertificate,
  buildTbsCertificate,
  type TbsCertificateFields,
} from "#pki/certificate/build.ts";
import {
  clientFields,
  issuingAuthorityFields,
  ocspResponderFields,
  rootFields,
  tlsServerFields,
  type IssuerFacts,
} from "#pki/certificate/profiles.ts";
import { assembleCrl, buildTbsCertList, encodeCrlEntry } from "#pki/crl/build.ts";
import { bitString, sequence } from "#pki/der/writer.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { encodeName, nameOf } from "#pki/name.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { assembleOcspResponse, buildOcspErrorResponse, buildOcspResponseData } from "#pki/ocsp/response.ts";

/** Well-formed objects to begin with: the same octets each time, under signatures that nobody made. */

/** The base point of P-256 (SEC 2 section 2.4.2): everybody knows its private key, one. */
const BASE_POINT = Buffer.from(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "hex",
);
export const PUBLIC_KEY = sequence(
  sequence(objectIdentifier("1.2.840.10045.2.1"), objectIdentifier("1.2.840.10045.3.1.7")),
  bitString(BASE_POINT),
);

const SIGNATURE = Buffer.from("3006020101020101", "hex");
const ALGORITHM = "ecdsa-with-SHA256";
const NOT_BEFORE = Temporal.Instant.from("2026-01-01T00:00:00Z");
const NOT_AFTER = Temporal.Instant.from("2051-01-01T00:00:00Z");
const SERIAL = "8f".repeat(16);

const subject = (commonName: string) =>
  nameOf([
    ["C", "JP"],
    ["O", "ヒスイ信用組合"],
    ["OU", "9001"],
    ["CN", commonName],
    ["E", "taro@example.jp"],
  ]);
const facts: IssuerFacts = {
  name: encodeName(subject("発行局")),
  keyIdentifier: Buffer.alloc(20, 7),
  signatureAlgorithm: ALGORITHM,
};
const addresses = {
  crlUri: "http://va.example/crl/g1/0.crl",
  caIssuersUri: "http://va.example/ca/g1.cer",
  ocspUri: "http://va.example/ocsp",
};
const common = {
  serial: SERIAL,
  subject: subject("taro01 A001"),
  publicKeyInfo: PUBLIC_KEY,
  notBefore: NOT_BEFORE,
  notAfter: NOT_AFTER,
};

const certificate = (fields: TbsCertificateFields): Buffer =>
  assembleCertificate(buildTbsCertificate(fields), ALGORITHM, SIGNATURE);

export const CERTIFICATES: readonly Buffer[] = [
  clientFields({ ...common, issuer: facts, addresses, policyOid: "2.999.1.1" }),
  rootFields({ ...common, signatureAlgorithm: ALGORITHM }),
  issuingAuthorityFields({ ...common, issuer: facts, addresses, policyOids: ["2.999.1.1"] }),
  ocspResponderFields({ ...common, issuer: facts }),
  tlsServerFields({ ...common, issuer: facts, dnsNames: ["hisui.localhost", "*.cert.hisui.localhost"] }),
].map(certificate);

const crl = (entries: readonly Buffer[], distributionPointUri?: string): Buffer =>
  assembleCrl(
    buildTbsCertList({
      issuer: facts,
      thisUpdate: NOT_BEFORE,
      nextUpdate: NOT_AFTER,
      number: 12n,
      distributionPointUri,
      scope: distributionPointUri === undefined ? "everything" : "userCertificates",
      entries,
    }),
    ALGORITHM,
    SIGNATURE,
  );

const entry = (reason: "superseded" | "unspecified"): Buffer =>
  encodeCrlEntry({ serial: SERIAL, revokedAt: NOT_BEFORE, reason });

export const CRLS: readonly Buffer[] = [
  crl([]),
  crl([entry("unspecified"), entry("superseded")], "http://va.example/crl/g1/0.crl"),
];

const issuer = issuerIdentity({ name: facts.name, publicKeyInfo: PUBLIC_KEY });
const certIds = [issuer.certId(SERIAL), issuer.certId("01", "sha1")] as const;

export const OCSP_REQUESTS: readonly Buffer[] = [
  buildOcspRequest([certIds[0]]),
  buildOcspRequest(certIds, Buffer.alloc(32, 5)),
];

const single = { thisUpdate: NOT_BEFORE, nextUpdate: NOT_AFTER };
export const OCSP_RESPONSES: readonly Buffer[] = [
  assembleOcspResponse(
    buildOcspResponseData({
      responderKeyHash: Buffer.alloc(20, 3),
      producedAt: NOT_BEFORE,
      responses: [
        { ...single, certId: certIds[0], status: { kind: "good" } },
        { ...single, certId: certIds[1], status: { kind: "unknown" } },
        {
          ...single,
          certId: certIds[1],
          status: { kind: "revoked", revokedAt: NOT_BEFORE, reason: "keyCompromise" },
        },
      ],
      nonce: Buffer.alloc(32, 5),
    }),
    ALGORITHM,
    SIGNATURE,
    CERTIFICATES.slice(3, 4),
  ),
  buildOcspErrorResponse("tryLater"),
];
